import GoValues
import Testing

@testable import TemplateFunctions

/// Kept keys are read again by later versions, and what follows from a key is applied: neither may change.
@Suite("Keys, and what follows from them, stay the same from version to version")
struct StableKeyTests {
    private static let rsa = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQCejgPRp4b0O9R1+oBpLQnEJksTDMADoShwL508JdUoOyPEV+0Q
        lnpvVNjnOS552r4sotBNeimOclolIO0yG+mFfL2tM9NDmqyQ36QW9qlZR1BcfuWC
        QflED8b/skCWWTfgpLmEIqbcjQGB1fHKUA3MGYFIiNhfjD600OkZJLmzrwIDAQAB
        AoGBAJ6DfG3t/o3OAuqwNhDwZgMkBYpWBOGcDMGb2KZ5bFF8TpXNEcSzrFQBj5gb
        IsvQVLBrVbUfnMw8psLX2EtwfFTU9yh1PgN6u+9ugFNB5fc5x0QrpDFvQInCFbyg
        50YaRV9Wdt8Bi9wWB94EyiAJl4su6Ea+qVdK1/9lwue55m4BAkEA0Ne2KGMpM8If
        M54Tppbh0BUGvsRQAjxMNRmtbNJUTcpd24IJvEnZMIltVtPd/+9MqEe5ehbrntIj
        3qX5eYIicQJBAMJbYPWoRTDXplTgzzqX5q5wSxyOnALnMXun4zfZgb3dMCg3NOma
        WY/3WGa0QOGwA8MLNoJIlmtlJj3Vi1UkCB8CQFnxXRk9w6Pv6cIwRWRMvQoB1Dra
        j163G1cPLPqeBwLNseh0s76sy2Y0+asYahbst8YNxdrH/kgTVrFwJ+Zl3nECQDVt
        qVneyCaFIdRzeIRC/cc2V2+iRIEHzTKRFIVl5aSsCXEEvCb7p2NMO6EALFXebSpR
        CssF6VPcmoalDYh6P0ECQB53yS6d3LOjEN8mTI9rwouihjFm28bqu2Q516ZGlazh
        c4+lC6C8fcv7gYfXrZv4DhQFFuQ6L56eRyJ1tX38Yok=
        -----END RSA PRIVATE KEY-----

        """

    private static let elliptic = """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDA9r37enX8/WY1+A3ndzCz5QyALrp4SvHzgoLWAwsnd2aFfm0CJH8pt
        Pu3CDsLlAqWgBwYFK4EEACKhZANiAASZ6zZbwbE5Eaxu+mxwa/K2YKhJRuQZV0tT
        tZStze+kHr3aKbUazjqe4CNnKhS8ed7YQ8vEki/tfghG3PqR0VzthsSr2iGy6UMg
        56vRPb+gCkpidY2k6mzcnck0AhzQLfs=
        -----END EC PRIVATE KEY-----

        """

    private static let ellipticPKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDA9r37enX8/WY1+A3nd
        zCz5QyALrp4SvHzgoLWAwsnd2aFfm0CJH8ptPu3CDsLlAqWhZANiAASZ6zZbwbE5
        Eaxu+mxwa/K2YKhJRuQZV0tTtZStze+kHr3aKbUazjqe4CNnKhS8ed7YQ8vEki/t
        fghG3PqR0VzthsSr2iGy6UMg56vRPb+gCkpidY2k6mzcnck0AhzQLfs=
        -----END PRIVATE KEY-----

        """

    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIA2drAWLv2wZusRVQXoAI8dvGSBiJAztVHC5YI6VUrAW
        -----END PRIVATE KEY-----

        """

    @Test("a key is printed as it was given, of PKCS #8 in the form of its kind")
    func printing() throws {
        for text in [Self.rsa, Self.elliptic, Self.ed25519] {
            #expect(try PrivateKey(pem: GoString(text)).pem == text)
        }
        #expect(try PrivateKey(pem: GoString(Self.ellipticPKCS8)).pem == Self.elliptic)
    }

    @Test("a block that says another kind than it holds is refused")
    func mislabelled() {
        let text = Self.rsa.replacing("RSA PRIVATE", with: "EC PRIVATE")
        let error = #expect(throws: GoError.self) { try PrivateKey(pem: GoString(text)) }
        #expect(error?.message.hasPrefix("parsing EC private key from PEM: ") ?? false)
        let broken = Self.ed25519.replacing("MC4C", with: "MC4D")
        let other = #expect(throws: GoError.self) { try PrivateKey(pem: GoString(broken)) }
        #expect(other?.message.hasPrefix("decoding PEM as PKCS#8: ") ?? false)
    }

    private func certificate(_ key: String) throws -> String {
        let template = CertificateTemplate(
            commonName: "name", addresses: [[127, 0, 0, 1]], names: ["a.example"], notBefore: 1_600_000_000,
            notAfter: 1_700_000_000, serial: Array(1...16), isAuthority: true)
        return try template.signed(for: PrivateKey(pem: GoString(key)), by: nil)
    }

    @Test("a certificate of RSA or Ed25519 is the same, its signature with it")
    func certificates() throws {
        let (first, second) = (try certificate(Self.rsa), try certificate(Self.ed25519))
        #expect(
            first == """
                -----BEGIN CERTIFICATE-----
                MIICIDCCAYmgAwIBAgIQAQIDBAUGBwgJCgsMDQ4PEDANBgkqhkiG9w0BAQsFADAP
                MQ0wCwYDVQQDEwRuYW1lMB4XDTIwMDkxMzEyMjY0MFoXDTIzMTExNDIyMTMyMFow
                DzENMAsGA1UEAxMEbmFtZTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAno4D
                0aeG9DvUdfqAaS0JxCZLEwzAA6EocC+dPCXVKDsjxFftEJZ6b1TY5zkuedq+LKLQ
                TXopjnJaJSDtMhvphXy9rTPTQ5qskN+kFvapWUdQXH7lgkH5RA/G/7JAllk34KS5
                hCKm3I0BgdXxylANzBmBSIjYX4w+tNDpGSS5s68CAwEAAaN9MHswDgYDVR0PAQH/
                BAQDAgKkMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAPBgNVHRMBAf8E
                BTADAQH/MB0GA1UdDgQWBBQ/0lmQX2lV9xggwd+ILPksPaIMzDAaBgNVHREEEzAR
                gglhLmV4YW1wbGWHBH8AAAEwDQYJKoZIhvcNAQELBQADgYEAgbBE3XNncki71sYM
                Y9J7v/x+LLmPRcRdUzDdNj+GQP/vj3ItKqlU/8IxHw8Z/W+QoPeegWmSgLbRsBZt
                2YDftmAt2a69w7M02AghKNMfmNLPglxeL12KEQb7DlRejM5eXmrcvKB0kVzFiEUR
                QjrtEOd2Hb6CAyOan2pANZcA/20=
                -----END CERTIFICATE-----

                """)
        #expect(
            second == """
                -----BEGIN CERTIFICATE-----
                MIIBWTCCAQugAwIBAgIQAQIDBAUGBwgJCgsMDQ4PEDAFBgMrZXAwDzENMAsGA1UE
                AxMEbmFtZTAeFw0yMDA5MTMxMjI2NDBaFw0yMzExMTQyMjEzMjBaMA8xDTALBgNV
                BAMTBG5hbWUwKjAFBgMrZXADIQAlWSthtw496KTxWebg/r73ZdQ3RcqHwVnfLC43
                ZAZjpqN9MHswDgYDVR0PAQH/BAQDAgKkMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggr
                BgEFBQcDAjAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBR3Sj3x+PRM54RwJYjk
                /WLieoFQYzAaBgNVHREEEzARgglhLmV4YW1wbGWHBH8AAAEwBQYDK2VwA0EACh0t
                OFb13GjX0o4qIesY+nTAwYGmWxkThroQoOXP6vo0rwGzlVFag/NevRxXiauxOeYh
                OUjy25DlxyUnt/MvCA==
                -----END CERTIFICATE-----

                """)
    }

    @Test("what is drawn with a key is the same")
    func drawn() throws {
        let rows: [(template: String, output: String)] = [
            (#"{{ randAlphaNum 40 }}"#, "cNwnXtKInokUjC8zRtZlNfEiYyvFSOwT5JtDOI02"),
            (#"{{ randAlphaNum 8 }} {{ randAlphaNum 8 }}"#, "ltoLS6cs hpEfl6f2"),
            (#"{{ randAscii 30 }}"#, "tPK/s2]<m7sdcRz^ ,2FK1Ipn !Jd5"),
            (#"{{ randBytes 40 }}"#, "XtmcAtKtuUD/3tyyLOlS+w3oHtS5hCd9vtb09Df1MlecbiZPZcS6Wg=="),
            (#"{{ uuidv4 }}"#, "6556d289-b631-4b22-8544-99b2b837dbf6"),
            (#"{{ randInt 0 1000000 }}"#, "672606"),
            (#"{{ shuffle "abcdefghijklmnop" }}"#, "oegkabicnlmdphfj"),
            (
                #"{{ encryptAES "key" "a text of more than one block" }}"#,
                "aGMPkpLCsbvbXwjt+WEmVjhpS63Jx4Tosaq763mvg/rcNp7vYykvAYFSr14cJUU5"
            ),
            (#"{{ derivePassword 1 "long" "password" "user" "example.com" }}"#, "ZedaFaxcZaso9*"),
        ]
        for row in rows {
            let sources = KeyedSources(key: Array(0..<32), scope: "scope", kept: KeptResults()) { (1_600_000_000, 0) }
            let output = try Render(sources: sources)(row.template)
            #expect(output == row.output, "\(row.template)")
        }
    }
}
