package import Documents
internal import KubeModel

extension Witness {
    /// What whoever decides creates, as themselves: nobody ever signs it.
    package static func object(_ verb: ApprovalDecision.Verb, _ subject: Subject, reason: String?) -> Value {
        var metadata: Object = ["generateName": .string("\(verb.rawValue)-")]
        if let reason, !reason.isEmpty { metadata["annotations"] = [reasonAnnotation: .string(reason)] }
        return [
            "apiVersion": .string(type.gvk.apiVersion), "kind": .string(type.gvk.kind),
            "metadata": .object(metadata),
            "spec": [
                "request": .string(request), "signerName": .string(signer(verb, subject)), "usages": ["client auth"],
            ],
        ]
    }

    /// A request for a certificate, because servers take no object without: always the same, of a key that nobody has any more.
    private static let request =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIVk1IMENBUUF3R3pFWk1CY0dBMVVFQXd3UWJXRnlkR3hsZENC"
        + "aGNIQnliM1poYkRCWk1CTUdCeXFHU000OQpBZ0VHQ0NxR1NNNDlBd0VIQTBJQUJFNGk0UGFocEFjbThyeGJrdFBoTGx5a1RxMW16"
        + "Q3BqNUQveGxxY3ZuSHdRCmVNVXI0cHRTTGRDWVdFdENHdUhYTWZrN0R3eG02cnI0UUtBSHJLSFdobWVnQURBS0JnZ3Foa2pPUFFR"
        + "REFnTkkKQURCRkFpRUFyRXd3ZEU4b1IxU2lOdWpxU01MbUxiV0JPM0FaVXJmMnUwc2JQVDZqZkM0Q0lHVDdneWltWHJqMgphNjFw"
        + "WC8weERNN1lHTGxnbnVJQ0VOdVE1TkNyZlVjRgotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K"
}
