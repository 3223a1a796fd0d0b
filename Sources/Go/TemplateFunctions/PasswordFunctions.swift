import Cryptography
import GoTemplate
import GoValues

/// sprig's passwords and encryption.
enum PasswordFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.addCalling("bcrypt", [.string]) { invocation, arguments in
            .string(try hashed(arguments.text(0), "bcrypt", arguments, invocation))
        }
        entries.addCalling("htpasswd", [.string, .string]) { invocation, arguments in
            let (user, password) = (arguments.text(0), arguments.text(1))
            if user.contains(":") { return .string(GoString("invalid username: ") + user) }
            return .string(user + GoString(":") + (try hashed(password, "htpasswd", arguments, invocation)))
        }
        entries.addCalling("encryptAES", [.string, .string]) { invocation, arguments in
            let text = arguments.text(1)
            guard !text.isEmpty else { return .string("") }
            try invocation.session.charge(bytes: text.count * 2)
            var random = try invocation.random("encryptAES", arguments)
            let start = random.bytes(16)
            let encrypted = try BlockCipher.encrypt(text.bytes, key: key(arguments.text(0)), start: start)
            return .string(GoBase.base64.encode(start + encrypted))
        }
        entries.add("decryptAES", .string, .string) { arguments in
            .string(try decrypted(arguments.text(1), password: arguments.text(0)))
        }
        entries.addCalling("derivePassword", [.uint64, .string, .string, .string, .string]) {
            invocation, arguments in
            try invocation.session.charge(steps: 10_000)
            return .string(try MasterPassword.derive(arguments))
        }
    }

    /// Not more than a few hundred such per render: each is meant to take its time.
    private static func hashed(
        _ password: GoString, _ function: String, _ arguments: [GoValue], _ invocation: Invocation
    ) throws -> GoString {
        guard password.count <= 72 else {
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        }
        try invocation.session.charge(steps: 10_000)
        var random = try invocation.random(function, arguments)
        return GoString(Bcrypt.hash(password.bytes, salt: random.bytes(16), cost: 10))
    }

    /// The password cut or filled up with zeros.
    private static func key(_ password: GoString) -> SecretBytes {
        SecretBytes(password.bytes, count: BlockCipher.keyLength)
    }

    private static func decrypted(_ text: GoString, password: GoString) throws(GoError) -> GoString {
        guard !text.isEmpty else { return GoString() }
        let bytes = try GoBase.base64.decode(text)
        guard bytes.count >= 16 else {
            throw GoError("runtime error: slice bounds out of range [:16] with capacity \(bytes.count)")
        }
        guard bytes.count % 16 == 0 else { throw GoError("crypto/cipher: input not full blocks") }
        guard bytes.count > 16 else { throw GoError("runtime error: index out of range [-1]") }
        let plain: [UInt8]
        do {
            plain = try BlockCipher.decrypt(bytes.dropFirst(16), key: key(password), start: Array(bytes.prefix(16)))
        } catch {
            throw GoError("\(error)")
        }
        let padding = Int(plain.last ?? 0)
        guard padding <= plain.count else {
            throw GoError("runtime error: slice bounds out of range [:\(plain.count - padding)]")
        }
        return GoString(plain.dropLast(padding))
    }
}

/// The Master Password algorithm: a site's password from a name, one secret and a counter.
private enum MasterPassword {
    private static let seed = Array("com.lyndir.masterpassword".utf8)

    private static let templates: [GoString: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let characters: [Character: [UInt8]] = [
        "V": Array("AEIOU".utf8), "C": Array("BCDFGHJKLMNPQRSTVWXYZ".utf8), "v": Array("aeiou".utf8),
        "c": Array("bcdfghjklmnpqrstvwxyz".utf8),
        "a": Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz".utf8), "n": Array("0123456789".utf8),
        "o": Array("@&%?,=[]_:-+*$#!'^~;()/.".utf8),
        "x": Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()".utf8),
    ]

    /// - Parameter arguments: counter, type, password, user, site.
    static func derive(_ arguments: [GoValue]) throws -> GoString {
        guard let templates = templates[arguments.text(1)] else {
            return GoString("cannot find password template ") + arguments.text(1)
        }
        let user = arguments.text(3).bytes
        let key = try Scrypt.key(
            password: arguments.text(2).bytes, salt: seed + encoded(user.count) + user, cost: 32_768, blockSize: 8,
            parallelism: 2, memoryLimit: 128 << 20, count: 64)
        let site = arguments.text(4).bytes
        let counter = Int(truncatingIfNeeded: arguments[0].underlying.asInt64)
        var hash = KeyedHash(key: key)
        hash.add(seed + encoded(site.count) + site + encoded(counter))
        let digest = hash.finish()
        let template = templates[Int(digest[0]) % templates.count]
        var output: [UInt8] = []
        for (index, kind) in template.enumerated() {
            guard let choices = characters[kind] else { continue }
            output.append(choices[Int(digest[index + 1]) % choices.count])
        }
        return GoString(bytes: output)
    }

    private static func encoded(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
