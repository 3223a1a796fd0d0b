internal import COpenSSL

// SAFETY: each number has one owner: made before `init`, overwritten and freed in `deinit`.

/// A natural number of any size, which may be secret.
@safe private final class BigNumber {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe BN_clear_free(pointer) }

    var bits: Int32 { unsafe BN_num_bits(pointer) }
    var isOdd: Bool { unsafe BN_is_odd(pointer) == 1 }

    /// Less one; nil for zero.
    func predecessor() -> BigNumber? {
        guard bits > 0, let copy = unsafe BN_dup(pointer) else { return nil }
        let number = unsafe BigNumber(owning: copy)
        return unsafe BN_sub_word(number.pointer, 1) == 1 ? number : nil
    }
}

/// The numbers of a key of RSA.
///
/// OpenSSL reads them as they come, and its own check proves the primes to be primes, which takes a quarter of a second. What
/// Go checks is that they fit together, and so do we.
struct RSANumbers {
    /// Less is broken soon, more is a burden.
    private static let bounds: ClosedRange<Int32> = 1_024...8_192
    /// A larger one is of no use, and slow.
    private static let exponentBits: Int32 = 33

    /// Whether there is a third prime, which is rare, and of no use.
    private let hasMorePrimes: Bool
    private let modulus, exponent, secret, prime1, prime2, exponent1, exponent2, coefficient: BigNumber

    init(of key: SigningKey) throws(CryptographyError) {
        modulus = try Self.number(OSSL_PKEY_PARAM_RSA_N, of: key)
        exponent = try Self.number(OSSL_PKEY_PARAM_RSA_E, of: key)
        secret = try Self.number(OSSL_PKEY_PARAM_RSA_D, of: key)
        prime1 = try Self.number(OSSL_PKEY_PARAM_RSA_FACTOR + "1", of: key)
        prime2 = try Self.number(OSSL_PKEY_PARAM_RSA_FACTOR + "2", of: key)
        exponent1 = try Self.number(OSSL_PKEY_PARAM_RSA_EXPONENT + "1", of: key)
        exponent2 = try Self.number(OSSL_PKEY_PARAM_RSA_EXPONENT + "2", of: key)
        coefficient = try Self.number(OSSL_PKEY_PARAM_RSA_COEFFICIENT + "1", of: key)
        hasMorePrimes = (try? Self.number(OSSL_PKEY_PARAM_RSA_FACTOR + "3", of: key)) != nil
    }

    private static func number(_ name: String, of key: SigningKey) throws(CryptographyError) -> BigNumber {
        try attempt(.unacceptable, "the key of RSA lacks a number") {
            var number: OpaquePointer?
            // SAFETY: OpenSSL makes a number and gives it away.
            guard unsafe EVP_PKEY_get_bn_param(key.pointer, name, &number) == 1, let number = unsafe number else {
                return nil
            }
            return unsafe BigNumber(owning: number)
        }
    }

    /// - Throws: where they are too few bits or too many, or do not fit together.
    func check() throws(CryptographyError) {
        let bits = modulus.bits
        guard Self.bounds.contains(bits) else {
            throw CryptographyError(
                .unacceptable,
                "the key of RSA has \(bits) bits, of \(Self.bounds.lowerBound) to \(Self.bounds.upperBound) that are taken"
            )
        }
        guard !hasMorePrimes else {
            throw CryptographyError(.unacceptable, "the key of RSA has more than two primes")
        }
        // Bounds how long the arithmetic takes.
        guard exponent.bits > 1, exponent.bits <= Self.exponentBits, exponent.isOdd, modulus.isOdd,
            secret.bits <= bits, prime1.bits < bits, prime2.bits < bits, exponent1.bits < bits, exponent2.bits < bits,
            coefficient.bits < bits
        else { throw CryptographyError(.unacceptable, "the key of RSA has numbers that are too small or too large") }
        try attempt(.unacceptable, "the numbers of the key of RSA do not fit together") { () -> Void? in
            // SAFETY: freed on every way out, with what it holds overwritten.
            guard let room = unsafe BN_CTX_secure_new() else { return nil }
            defer { unsafe BN_CTX_free(room) }
            return unsafe fit(room) ? () : nil
        }
    }

    private func fit(_ room: OpaquePointer) -> Bool {
        guard unsafe isProduct(room), let less1 = prime1.predecessor(), let less2 = prime2.predecessor() else {
            return false
        }
        return unsafe areInverse(secret, exponent, modulo: less1, room)
            && areInverse(secret, exponent, modulo: less2, room)
            && areInverse(exponent1, exponent, modulo: less1, room)
            && areInverse(exponent2, exponent, modulo: less2, room)
            && areInverse(coefficient, prime2, modulo: prime1, room)
    }

    private func isProduct(_ room: OpaquePointer) -> Bool {
        guard let made = unsafe BN_new() else { return false }
        let product = unsafe BigNumber(owning: made)
        return unsafe BN_mul(product.pointer, prime1.pointer, prime2.pointer, room) == 1
            && BN_cmp(product.pointer, modulus.pointer) == 0
    }

    private func areInverse(
        _ left: BigNumber, _ right: BigNumber, modulo modulus: BigNumber, _ room: OpaquePointer
    ) -> Bool {
        guard let made = unsafe BN_new() else { return false }
        let product = unsafe BigNumber(owning: made)
        return unsafe BN_mod_mul(product.pointer, left.pointer, right.pointer, modulus.pointer, room) == 1
            && BN_is_one(product.pointer) == 1
    }
}
