import GoTemplate
import GoValues

/// sprig's keys and certificates. What they make is kept by the render's sources.
enum CertificateFunctions {
    private static let certificateType = GoType.named("sprig.certificate", kind: "struct")

    static func add(to entries: inout FunctionEntries) {
        for withKey in [false, true] {
            let (suffix, extra): (String, [GoType]) = withKey ? ("WithKey", [.string]) : ("", [])
            addMaking("genCA" + suffix, [.string, .int] + extra, to: &entries) { (arguments, draft) throws(GoError) in
                draft.isAuthority = true
                return try draft.certificate(
                    days: arguments.int(1), key: withKey ? arguments.text(2) : nil, issuer: nil)
            }
            addMaking("genSelfSignedCert" + suffix, [.string, .list, .list, .int] + extra, to: &entries) {
                (arguments, draft) throws(GoError) in
                try draft.readNames(arguments)
                return try draft.certificate(
                    days: arguments.int(3), key: withKey ? arguments.text(4) : nil, issuer: nil)
            }
            addMaking(
                "genSignedCert" + suffix, [.string, .list, .list, .int, certificateType] + extra, to: &entries
            ) { (arguments, draft) throws(GoError) in
                let issuer = try readIssuer(arguments.object(4, as: CertificateObject.self))
                try draft.readNames(arguments)
                return try draft.certificate(
                    days: arguments.int(3), key: withKey ? arguments.text(5) : nil, issuer: issuer)
            }
        }
        entries.add("buildCustomCert", .string, .string) { .object(try custom($0.text(0), $0.text(1))) }
        addKeys(to: &entries)
    }

    private static func addMaking(
        _ name: String, _ parameters: [GoType], to entries: inout FunctionEntries,
        make: @escaping @Sendable ([GoValue], inout CertificateDraft) throws(GoError) -> [GoString]
    ) {
        entries.addCalling(name, parameters) { invocation, arguments in
            // Making a key takes as long as some ten thousand steps.
            try invocation.session.charge(steps: 10_000)
            let sources = try invocation.sources(name)
            let call = try invocation.call(name, arguments)
            let texts = try sources.kept(for: call) { (random, present) throws(GoError) -> [GoString] in
                var draft = CertificateDraft(
                    commonName: arguments.text(0), serial: random.bytes(16), present: present)
                return try make(arguments, &draft)
            }
            guard texts.count == 2 else { throw GoError("\(name): what was kept of it is incomplete") }
            return .object(CertificateObject(certificate: texts[0], key: texts[1]))
        }
    }

    private static func readIssuer(
        _ object: CertificateObject?
    ) throws(GoError) -> (certificate: ParsedCertificate, key: PrivateKey) {
        guard let block = PEM((object?.certificate ?? "").string) else {
            throw GoError("unable to decode certificate")
        }
        guard let certificate = ParsedCertificate(block.bytes) else {
            throw GoError("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate")
        }
        do {
            return (certificate, try PrivateKey(pem: object?.key ?? ""))
        } catch {
            throw GoError("error parsing private key: \(error.message)")
        }
    }

    private static func custom(_ certificate: GoString, _ key: GoString) throws(GoError) -> CertificateObject {
        guard let certificate = try? GoBase.base64.decode(certificate) else {
            throw GoError("unable to decode base64 certificate")
        }
        guard let key = try? GoBase.base64.decode(key) else { throw GoError("unable to decode base64 private key") }
        guard let block = PEM(GoString(bytes: certificate).string) else {
            throw GoError("unable to decode certificate")
        }
        guard ParsedCertificate(block.bytes) != nil else {
            throw GoError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")
        }
        do {
            _ = try PrivateKey(pem: GoString(bytes: key))
        } catch {
            throw GoError("error parsing private key: \(error.message)")
        }
        return CertificateObject(certificate: GoString(bytes: certificate), key: GoString(bytes: key))
    }

    private static func addKeys(to entries: inout FunctionEntries) {
        entries.addCalling("genPrivateKey", [.string]) { invocation, arguments in
            let type = arguments.text(0).string
            guard ["", "rsa", "dsa", "ecdsa", "ed25519"].contains(type) else { return .string("Unknown type \(type)") }
            try invocation.session.charge(steps: 100_000)
            let call = try invocation.call("genPrivateKey", arguments)
            let texts = try invocation.sources("genPrivateKey").kept(for: call) {
                (_, _) throws(GoError) -> [GoString] in
                [GoString(try newKey(type).pem)]
            }
            return .string(texts.first ?? GoString())
        }
    }

    private static func newKey(_ type: String) throws(GoError) -> PrivateKey {
        switch type {
        case "ecdsa": return try .makeP256()
        case "ed25519": return try .makeEd25519()
        case "dsa": throw GoError("genPrivateKey: keys of type dsa are not made here: they are obsolete, take another")
        default: return try .makeRSA(bits: 4_096)
        }
    }
}

/// A certificate that is being made.
private struct CertificateDraft {
    private var template: CertificateTemplate

    init(commonName: GoString, serial: [UInt8], present: Int64) {
        template = CertificateTemplate(
            commonName: commonName, addresses: [], names: [], notBefore: present, notAfter: present, serial: serial,
            isAuthority: false)
    }

    var isAuthority: Bool {
        get { template.isAuthority }
        set { template.isAuthority = newValue }
    }

    /// Addresses and names are the second and third argument.
    mutating func readNames(_ arguments: [GoValue]) throws(GoError) {
        for value in arguments.list(1)?.elements ?? [] {
            let shown = GoString(bytes: try GoFormat.text(value))
            guard case .string(let text) = value else { throw GoError("error parsing ip: \(shown) is not a string") }
            guard let address = NetworkAddress(text.string) else { throw GoError("error parsing ip: \(shown)") }
            template.addresses.append(address.bytes)
        }
        for value in arguments.list(2)?.elements ?? [] {
            guard case .string(let name) = value else {
                let shown = GoString(bytes: try GoFormat.text(value))
                throw GoError("error processing alternate dns name: \(shown) is not a string")
            }
            template.names.append(name)
        }
    }

    /// The certificate and its key, a new one where none is given.
    mutating func certificate(
        days: Int, key given: GoString?, issuer: (certificate: ParsedCertificate, key: PrivateKey)?
    ) throws(GoError) -> [GoString] {
        let key = if let given { try Self.readKey(given) } else { try PrivateKey.makeRSA(bits: 2_048) }
        template.notAfter = template.notBefore &+ Int64(clamping: days) &* 86_400
        return [GoString(try template.signed(for: key, by: issuer)), GoString(key.pem)]
    }

    private static func readKey(_ text: GoString) throws(GoError) -> PrivateKey {
        do {
            return try PrivateKey(pem: text)
        } catch {
            throw GoError("parsing private key: \(error.message)")
        }
    }
}

/// sprig's certificate with its key.
final class CertificateObject: GoObject {
    let certificate: GoString
    let key: GoString

    init(certificate: GoString, key: GoString) {
        self.certificate = certificate
        self.key = key
    }

    var typeName: String { "sprig.certificate" }
    var kindName: String { "struct" }
    var fields: [(name: String, value: GoValue)] { [("Cert", .string(certificate)), ("Key", .string(key))] }
}
