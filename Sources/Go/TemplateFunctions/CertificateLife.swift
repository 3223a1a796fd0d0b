import GoTemplate
import GoValues

/// From when to when a certificate is valid.
struct CertificateLife {
    /// A certificate is renewed when less than one part of so many of its life is left.
    private static let parts: Int64 = 3

    /// Since 1970.
    let notBefore: Int64
    let notAfter: Int64

    /// Nil where the text is no certificate.
    init?(pem text: GoString) {
        guard let block = PEM(text.string), let certificate = ParsedCertificate(block.bytes) else { return nil }
        var reader = DERReader(certificate.validity[...])
        guard let notBefore = Self.seconds(reader.next()), let notAfter = Self.seconds(reader.next()) else {
            return nil
        }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// From when on it is to be renewed; nil for one that never was of use, and would be renewed each time.
    var renewal: Int64? {
        let life = notAfter - notBefore
        return life > 0 ? notAfter - life / Self.parts : nil
    }

    private static func seconds(_ element: DERReader.Element?) -> Int64? {
        guard let element, element.tag == 0x17 || element.tag == 0x18 else { return nil }
        let text = GoString(bytes: Array(element.content))
        let digits = text.bytes.filter { $0 != UInt8(ascii: "Z") }.count
        let layout: GoString = digits == 12 ? "060102150405Z" : "20060102150405Z"
        guard digits == 12 || digits == 14 else { return nil }
        return (try? GoTime(text, layout: layout, in: .utc))?.seconds
    }
}
