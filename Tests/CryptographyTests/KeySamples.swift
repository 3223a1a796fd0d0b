import Foundation

/// Keys that OpenSSL's program made (3.0: `genrsa`, `ecparam -genkey`, `genpkey`, each then `pkcs8`, `ec` and `pkey`), and what it
/// signed with them (`dgst -sign`, `pkeyutl -sign`). They are good for nothing else.
enum KeySamples {
    static let signedText = Array("what is signed".utf8)

    /// Of 1,024 bits, in PKCS #1.
    static let rsa = decoded(
        """
        MIICXAIBAAKBgQCejgPRp4b0O9R1+oBpLQnEJksTDMADoShwL508JdUoOyPEV+0QlnpvVNjnOS552r4sotBNeimOclolIO0yG+mF\
        fL2tM9NDmqyQ36QW9qlZR1BcfuWCQflED8b/skCWWTfgpLmEIqbcjQGB1fHKUA3MGYFIiNhfjD600OkZJLmzrwIDAQABAoGBAJ6D\
        fG3t/o3OAuqwNhDwZgMkBYpWBOGcDMGb2KZ5bFF8TpXNEcSzrFQBj5gbIsvQVLBrVbUfnMw8psLX2EtwfFTU9yh1PgN6u+9ugFNB\
        5fc5x0QrpDFvQInCFbyg50YaRV9Wdt8Bi9wWB94EyiAJl4su6Ea+qVdK1/9lwue55m4BAkEA0Ne2KGMpM8IfM54Tppbh0BUGvsRQ\
        AjxMNRmtbNJUTcpd24IJvEnZMIltVtPd/+9MqEe5ehbrntIj3qX5eYIicQJBAMJbYPWoRTDXplTgzzqX5q5wSxyOnALnMXun4zfZ\
        gb3dMCg3NOmaWY/3WGa0QOGwA8MLNoJIlmtlJj3Vi1UkCB8CQFnxXRk9w6Pv6cIwRWRMvQoB1Draj163G1cPLPqeBwLNseh0s76s\
        y2Y0+asYahbst8YNxdrH/kgTVrFwJ+Zl3nECQDVtqVneyCaFIdRzeIRC/cc2V2+iRIEHzTKRFIVl5aSsCXEEvCb7p2NMO6EALFXe\
        bSpRCssF6VPcmoalDYh6P0ECQB53yS6d3LOjEN8mTI9rwouihjFm28bqu2Q516ZGlazhc4+lC6C8fcv7gYfXrZv4DhQFFuQ6L56e\
        RyJ1tX38Yok=
        """)
    /// The same key.
    static let rsaPKCS8 = decoded(
        """
        MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAJ6OA9GnhvQ71HX6gGktCcQmSxMMwAOhKHAvnTwl1Sg7I8RX7RCW\
        em9U2Oc5Lnnaviyi0E16KY5yWiUg7TIb6YV8va0z00OarJDfpBb2qVlHUFx+5YJB+UQPxv+yQJZZN+CkuYQiptyNAYHV8cpQDcwZ\
        gUiI2F+MPrTQ6RkkubOvAgMBAAECgYEAnoN8be3+jc4C6rA2EPBmAyQFilYE4ZwMwZvYpnlsUXxOlc0RxLOsVAGPmBsiy9BUsGtV\
        tR+czDymwtfYS3B8VNT3KHU+A3q7726AU0Hl9znHRCukMW9AicIVvKDnRhpFX1Z23wGL3BYH3gTKIAmXiy7oRr6pV0rX/2XC57nm\
        bgECQQDQ17YoYykzwh8znhOmluHQFQa+xFACPEw1Ga1s0lRNyl3bggm8SdkwiW1W093/70yoR7l6Fuue0iPepfl5giJxAkEAwltg\
        9ahFMNemVODPOpfmrnBLHI6cAucxe6fjN9mBvd0wKDc06ZpZj/dYZrRA4bADwws2gkiWa2UmPdWLVSQIHwJAWfFdGT3Do+/pwjBF\
        ZEy9CgHUOtqPXrcbVw8s+p4HAs2x6HSzvqzLZjT5qxhqFuy3xg3F2sf+SBNWsXAn5mXecQJANW2pWd7IJoUh1HN4hEL9xzZXb6JE\
        gQfNMpEUhWXlpKwJcQS8JvunY0w7oQAsVd5tKlEKywXpU9yahqUNiHo/QQJAHnfJLp3cs6MQ3yZMj2vCi6KGMWbbxuq7ZDnXpkaV\
        rOFzj6ULoLx9y/uBh9etm/gOFAUW5Dovnp5HInW1ffxiiQ==
        """)
    static let rsaPublic = decoded(
        """
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCejgPRp4b0O9R1+oBpLQnEJksTDMADoShwL508JdUoOyPEV+0QlnpvVNjnOS55\
        2r4sotBNeimOclolIO0yG+mFfL2tM9NDmqyQ36QW9qlZR1BcfuWCQflED8b/skCWWTfgpLmEIqbcjQGB1fHKUA3MGYFIiNhfjD60\
        0OkZJLmzrwIDAQAB
        """)
    static let rsaSignature = decoded(
        """
        cQ+0y2Qr8qzk105h7ONBwPGbBAY5wuw3Wn66T7QyUtsUp78wXorZO4hqAbaZqS+zQx/4fSpJ2JeKIBu7ig3qXE2jr5eUjmv1J6sR\
        hr8LNKt0uQXuV26uF3qv5PBsO8XnR0UTRUTn+fUFkPnRjtYjly/fmLssJ03jD4/8tIT4LcQ=
        """)
    static let rsaOf512Bits = decoded(
        """
        MIIBPAIBAAJBAOgzx0jlz1+nxt8HYHE/Iftit6n3e79DKH5VFy07BXOpDEqFcwh4Fek0Olt//212KCQTlwPo5SGEDGLFxjJoEJ8C\
        AwEAAQJAHZIKfPQXNp1NLDXqSEG7+CGYNiL4NWE+FOiNLQtpJFNSyiBhbzL9w6I51K+UT2GPb9uGHWbmUxnzFs1Tv/Jg4QIhAPlb\
        vRN5HGh1BZ7T+iO1a2Ppua1pHYEjtxOMMG6lyTyJAiEA7mMPbSFpY8HY7CwiYnfgmKDVCUrj0KLwDnh29Vr8qecCIQCVAWbYzhRV\
        ryfuowjkcbJ8f9v+bcO9uZPa0HjYhaTc0QIhAKgK4Hb3VIljvnxNaDetdX9h8IrKZelO0pYAySqP5wgFAiEA3oGqiIEp0YXDJb3y\
        S5ylBKO45R/8MGNkytcaumdzyb4=
        """)
    /// In SEC 1.
    static let p256 = decoded(
        """
        MHcCAQEEIPNWZ7X/2F5fSX3afJVsvRahdS6TfAFn7yYcuQd8069voAoGCCqGSM49AwEHoUQDQgAETeHIulttpFdeQvfnPtzInsV5\
        2cjFOeprohXgvMgyFv9NGvvCiVSbBVkCw74uQU4tqce2kOnUpoEwePAMBfng0w==
        """)
    /// The same key.
    static let p256PKCS8 = decoded(
        """
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg81Zntf/YXl9Jfdp8lWy9FqF1LpN8AWfvJhy5B3zTr2+hRANCAARN\
        4ci6W22kV15C9+c+3MiexXnZyMU56muiFeC8yDIW/00a+8KJVJsFWQLDvi5BTi2px7aQ6dSmgTB48AwF+eDT
        """)
    static let p256Public = decoded(
        """
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETeHIulttpFdeQvfnPtzInsV52cjFOeprohXgvMgyFv9NGvvCiVSbBVkCw74uQU4t\
        qce2kOnUpoEwePAMBfng0w==
        """)
    /// The same key, half of its public point left out.
    static let p256Compressed = decoded(
        """
        MFcCAQEEIPNWZ7X/2F5fSX3afJVsvRahdS6TfAFn7yYcuQd8069voAoGCCqGSM49AwEHoSQDIgADTeHIulttpFdeQvfnPtzInsV5\
        2cjFOeprohXgvMgyFv8=
        """)
    /// The same key, the curve described and not named.
    static let p256Explicit = decoded(
        """
        MIIBaAIBAQQg81Zntf/YXl9Jfdp8lWy9FqF1LpN8AWfvJhy5B3zTr2+ggfowgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA\
        AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57PrvVV2mIa8\
        ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP\
        40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBoUQDQgAE\
        TeHIulttpFdeQvfnPtzInsV52cjFOeprohXgvMgyFv9NGvvCiVSbBVkCw74uQU4tqce2kOnUpoEwePAMBfng0w==
        """)
    /// The same key, its public point left out.
    static let p256WithoutPublic = decoded(
        """
        MDECAQEEIPNWZ7X/2F5fSX3afJVsvRahdS6TfAFn7yYcuQd8069voAoGCCqGSM49AwEH
        """)
    static let p384 = decoded(
        """
        MIGkAgEBBDA9r37enX8/WY1+A3ndzCz5QyALrp4SvHzgoLWAwsnd2aFfm0CJH8ptPu3CDsLlAqWgBwYFK4EEACKhZANiAASZ6zZb\
        wbE5Eaxu+mxwa/K2YKhJRuQZV0tTtZStze+kHr3aKbUazjqe4CNnKhS8ed7YQ8vEki/tfghG3PqR0VzthsSr2iGy6UMg56vRPb+g\
        CkpidY2k6mzcnck0AhzQLfs=
        """)
    static let p384PKCS8 = decoded(
        """
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDA9r37enX8/WY1+A3ndzCz5QyALrp4SvHzgoLWAwsnd2aFfm0CJH8pt\
        Pu3CDsLlAqWhZANiAASZ6zZbwbE5Eaxu+mxwa/K2YKhJRuQZV0tTtZStze+kHr3aKbUazjqe4CNnKhS8ed7YQ8vEki/tfghG3PqR\
        0VzthsSr2iGy6UMg56vRPb+gCkpidY2k6mzcnck0AhzQLfs=
        """)
    static let p384Public = decoded(
        """
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEmes2W8GxORGsbvpscGvytmCoSUbkGVdLU7WUrc3vpB692im1Gs46nuAjZyoUvHne2EPL\
        xJIv7X4IRtz6kdFc7YbEq9ohsulDIOer0T2/oApKYnWNpOps3J3JNAIc0C37
        """)
    static let p521 = decoded(
        """
        MIHcAgEBBEIB8qOb0wptE8ZELNeHgtwBxxEC9Xnyu2buYfuWqra/XE0lDjm9Q+fgiNhm04PnrErpn8lVOuX2ayoc3geg31rNm7ig\
        BwYFK4EEACOhgYkDgYYABAEwmycY7dPbhHaWJJdsU+rwTPtfRDxq7HVk0xpM8Ed1bxDdtbR5uibcv+b10fTOq9DGtPds8h+ljUNs\
        UjxGxQKt2gFDSPyt6p9QEAYTtkvVyvsBn9nVcxmyUrT2BgFuPlF5PtVB5NOY9yM1DhswFgWHs9sOI0pD6F89VbzNH/jAEJN6uA==
        """)
    static let p521PKCS8 = decoded(
        """
        MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIB8qOb0wptE8ZELNeHgtwBxxEC9Xnyu2buYfuWqra/XE0lDjm9Q+fg\
        iNhm04PnrErpn8lVOuX2ayoc3geg31rNm7ihgYkDgYYABAEwmycY7dPbhHaWJJdsU+rwTPtfRDxq7HVk0xpM8Ed1bxDdtbR5uibc\
        v+b10fTOq9DGtPds8h+ljUNsUjxGxQKt2gFDSPyt6p9QEAYTtkvVyvsBn9nVcxmyUrT2BgFuPlF5PtVB5NOY9yM1DhswFgWHs9sO\
        I0pD6F89VbzNH/jAEJN6uA==
        """)
    static let p521Public = decoded(
        """
        MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBMJsnGO3T24R2liSXbFPq8Ez7X0Q8aux1ZNMaTPBHdW8Q3bW0ebom3L/m9dH0zqvQ\
        xrT3bPIfpY1DbFI8RsUCrdoBQ0j8reqfUBAGE7ZL1cr7AZ/Z1XMZslK09gYBbj5ReT7VQeTTmPcjNQ4bMBYFh7PbDiNKQ+hfPVW8\
        zR/4wBCTerg=
        """)
    /// On a curve that is not ours.
    static let secp256k1 = decoded(
        """
        MHQCAQEEIPBnyxDT9lpN0+VPQPMaIkBgLh+EIiBx1uj/hcjRQ1BhoAcGBSuBBAAKoUQDQgAEvD13uHIYbyptq6I43vp7kb1wuUqC\
        4D39G5hCj0ilTj6g9DN/3emfjbZiAEnGQpQPo9c4Ist02GfP6Mq1P12Kjw==
        """)
    static let secp256k1PKCS8 = decoded(
        """
        MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg8GfLENP2Wk3T5U9A8xoiQGAuH4QiIHHW6P+FyNFDUGGhRANCAAS8PXe4\
        chhvKm2rojje+nuRvXC5SoLgPf0bmEKPSKVOPqD0M3/d6Z+NtmIAScZClA+j1zgiy3TYZ8/oyrU/XYqP
        """)
    /// In PKCS #8.
    static let ed25519 = decoded(
        """
        MC4CAQAwBQYDK2VwBCIEIA2drAWLv2wZusRVQXoAI8dvGSBiJAztVHC5YI6VUrAW
        """)
    static let ed25519Public = decoded(
        """
        MCowBQYDK2VwAyEAJVkrYbcOPeik8Vnm4P6+92XUN0XKh8FZ3ywuN2QGY6Y=
        """)
    static let ed25519Signature = decoded(
        """
        vgGwk8mlW8HP4k0k9LKXwQEYn/z2/6ecrDBDl5HnTyBFqIHR0on5GEKHh/Kz8AM8W2unNY1BDj3Nhp+yKy4WBw==
        """)
    /// Of a kind that does not sign.
    static let x25519 = decoded(
        """
        MC4CAQAwBQYDK2VuBCIEIKh1GIdbpw4s6wNXyMMhNYS8g5RMEq3R9H1f0u/PcV9Z
        """)
    /// Of a kind that is obsolete.
    static let dsa = decoded(
        """
        MIIBWgIBADCCATMGByqGSM44BAEwggEmAoGBANR7ECIahZ3G3w9xYODfS1BAZwRuPH9QcRf0ys+n9JKWXhLpScER9B0mcL4JzdON\
        k2kSpIxsa34RkiA7fLDKXioH1PB8ldtor2gCXxKpIVs3DOtrca0Iz/Y9eofV9DvLkrqK8ErESifKcn5aSrvxa6g1pSmh9iP2TQ6A\
        zn95YUQzAh0A6+FD8XfB3hNje/GcxgmYGDTbYbE+Se4Bjh6y2QKBgCOUWSdBZdvxy0Ui1/8ge/3eopiHWJLL0VezeAUk9iEIAGy/\
        KVQqSHN6S6Kx1QsKSSKVTRqH0nKSv19u0tNElLQdhKnDd4aUcpYKTAjn70hGe+q0HQK1zjfmWopXWvx/JduBVdHA0Xh2eEFkkfEJ\
        t/aGJrS+u+pDEF5iJ3YjNrvKBB4CHEkIB92AFIzh1Wcwyx49CXQi9vkBUDX4r/TDZKg=
        """)

    private static func decoded(_ text: String) -> [UInt8] { Array(Data(base64Encoded: text) ?? Data()) }
}
