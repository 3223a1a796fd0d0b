/// A whole response.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// Where the response came from, after redirects.
    package var url: String

    package init(status: Int, headers: HTTPHeaders, body: [UInt8], url: String) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }
}

/// A response's status and headers.
struct ResponseHead: Sendable, Hashable {
    var status: Int
    var headers: HTTPHeaders
}
