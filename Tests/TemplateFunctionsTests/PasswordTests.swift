import Testing

@testable import TemplateFunctions

@Suite("Passwords")
struct PasswordTests {
    @Test("bcrypt's hashes are those of the system's crypt")
    func bcrypt() {
        let rows: [(password: String, salt: [UInt8], hash: String)] = [
            ("", Array(0..<16), "$2a$04$..CA.uOD/eaGAOmJB.yMBuq1wbVgYezarXi1FgOYk1qMNtxVndjJm"),
            ("a", Array(100..<116), "$2a$04$XETkX0fnYkrqZU3taFDwauS.3AJJqUC.3xTbzaFif6TirDHILoe.G"),
            (
                "correct horse battery staple", (240...255).reversed(),
                "$2a$04$99579Nt48dh17tVy69Jv6.Js.L040l9OE2144QNDX747o3ElB5Ax6"
            ),
            ("pä\u{DF}", Array(0x80..<0x90), "$2a$04$eGEAe2QDfmcGgWoJhG0MhuY9JkVqMZRbow7UTSKn6ifz5bZ8Bt51a"),
        ]
        for row in rows {
            #expect(Bcrypt.hash(Array(row.password.utf8), salt: row.salt, cost: 4) == row.hash)
        }
    }
}
