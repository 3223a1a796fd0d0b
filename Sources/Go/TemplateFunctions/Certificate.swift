import Calendar
import Cryptography
import GoValues

/// What a certificate is to say, and the making of it: byte for byte what Go's `x509.CreateCertificate` makes of sprig's
/// templates, but for the numbers.
struct CertificateTemplate {
    var commonName: GoString
    var addresses: [[UInt8]]
    var names: [GoString]
    /// Since 1970.
    var notBefore: Int64
    var notAfter: Int64
    /// 16 bytes.
    var serial: [UInt8]
    var isAuthority: Bool

    /// Signs with the issuer's key; with the subject's own where there is no issuer.
    func signed(for key: PrivateKey, by issuer: (certificate: ParsedCertificate, key: PrivateKey)?) throws(GoError)
        -> String
    {
        if let issuer, issuer.certificate.publicKey != issuer.key.publicKey {
            throw GoError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
        }
        let signer = issuer?.key ?? key
        let subject = subject
        let content = DER.sequence(
            DER.tagged(0, DER.integer([2])), DER.integer(serial), signer.signatureAlgorithm,
            issuer?.certificate.subject ?? subject, DER.sequence(Self.time(notBefore), Self.time(notAfter)), subject,
            key.publicKey, DER.tagged(3, DER.element(0x30, extensions(key: key, issuer: issuer?.certificate))))
        let whole = DER.sequence(content, signer.signatureAlgorithm, DER.bits(try signer.signature(of: content)))
        return PEM(type: "CERTIFICATE", bytes: whole).text
    }

    private var subject: [UInt8] {
        if commonName.isEmpty { return DER.sequence() }
        let isPrintable = commonName.bytes.allSatisfy { byte in
            VersionReader.isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                || " '()+,-./:=?*&".utf8.contains(byte)
        }
        let text = DER.element(isPrintable ? 0x13 : 0x0C, commonName.bytes)
        return DER.sequence(DER.set(DER.sequence(DER.identifier(2, 5, 4, 3), text)))
    }

    /// Two digits of the year up to 2049, four from then on.
    private static func time(_ seconds: Int64) -> [UInt8] {
        let time = GoTime(seconds: seconds, nanoseconds: 0, zone: .utc)
        let isShort = (1950..<2050).contains(time.date.year)
        let text = time.formatted(isShort ? "060102150405Z" : "20060102150405Z")
        return DER.element(isShort ? 0x17 : 0x18, text.bytes)
    }

    private func extensions(key: PrivateKey, issuer: ParsedCertificate?) -> [UInt8] {
        // Digital signature and key encipherment, for an authority also signing of certificates.
        let usage = isAuthority ? DER.bits([0xA4], unused: 2) : DER.bits([0xA0], unused: 5)
        var extensions = Self.entry(15, isCritical: true, usage)
        extensions += Self.entry(
            37,
            DER.sequence(
                DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 1), DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 2)))
        extensions += Self.entry(19, isCritical: true, isAuthority ? DER.sequence(DER.yes) : DER.sequence())
        if isAuthority {
            extensions += Self.entry(14, DER.octets(Self.identifier(ofKey: key)))
        }
        if let issuer, !issuer.keyIdentifier.isEmpty, issuer.subject != subject {
            extensions += Self.entry(35, DER.sequence(DER.implicit(0, issuer.keyIdentifier)))
        }
        if !names.isEmpty || !addresses.isEmpty {
            let texts = names.flatMap { DER.implicit(2, $0.bytes) }
            let numbers = addresses.flatMap { DER.implicit(7, $0) }
            extensions += Self.entry(17, isCritical: commonName.isEmpty, DER.element(0x30, texts + numbers))
        }
        return extensions
    }

    private static func entry(_ number: UInt64, isCritical: Bool = false, _ content: [UInt8]) -> [UInt8] {
        DER.sequence(DER.identifier(2, 5, 29, number), isCritical ? DER.yes : [], DER.octets(content))
    }

    /// The first 20 bytes of the SHA-256 of the key's bits (RFC 7093).
    private static func identifier(ofKey key: PrivateKey) -> [UInt8] {
        var reader = DERReader(key.publicKey[...])
        guard let content = reader.next(0x30)?.content else { return [] }
        var inner = DERReader(content)
        guard inner.next() != nil, let bits = inner.next(0x03)?.content else { return [] }
        return Array(HashFunction.sha256.hash(Array(bits.dropFirst())).prefix(20))
    }
}

/// What of a certificate matters to sign others with it, and to renew it.
struct ParsedCertificate {
    private(set) var subject: [UInt8] = []
    private(set) var publicKey: [UInt8] = []
    private(set) var keyIdentifier: [UInt8] = []
    /// Two times, one after the other.
    private(set) var validity: [UInt8] = []

    /// Nil where the bytes are no certificate.
    init?(_ bytes: [UInt8]) {
        var outer = DERReader(bytes[...])
        guard let certificate = outer.next(0x30)?.content, outer.isAtEnd else { return nil }
        var parts = DERReader(certificate)
        guard let content = parts.next(0x30)?.content, parts.next(0x30) != nil, parts.next(0x03) != nil else {
            return nil
        }
        var reader = DERReader(content)
        _ = reader.next(0xA0)
        guard reader.next(0x02) != nil, reader.next(0x30) != nil, reader.next(0x30) != nil,
            let validity = reader.next(0x30), let subject = reader.next(0x30), let publicKey = reader.next(0x30)
        else { return nil }
        self.validity = Array(validity.content)
        self.subject = Array(subject.whole)
        self.publicKey = Array(publicKey.whole)
        while let part = reader.next() {
            if part.tag == 0xA3 { readExtensions(part.content) }
        }
    }

    private mutating func readExtensions(_ bytes: ArraySlice<UInt8>) {
        var outer = DERReader(bytes)
        guard let list = outer.next(0x30)?.content else { return }
        var reader = DERReader(list)
        while let entry = reader.next(0x30) {
            var parts = DERReader(entry.content)
            guard let name = parts.next(0x06), name.whole.elementsEqual(DER.identifier(2, 5, 29, 14)) else { continue }
            _ = parts.next(0x01)
            guard let value = parts.next(0x04)?.content else { continue }
            var inner = DERReader(value)
            keyIdentifier = Array(inner.next(0x04)?.content ?? [])
        }
    }
}
