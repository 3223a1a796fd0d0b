import Glibc
import Transport

/// Where a host of an ssh URL is: resolved, looked at and held on to, so that a name that means something else a moment
/// later leads nowhere.
// SAFETY: the list is the system's from getaddrinfo to freeaddrinfo; what is in it is copied. Names and buffers outlive
// the calls that they are for.
struct HostAddress {
    /// In digits, as `ssh` takes it.
    let text: String
    fileprivate let family: Int32
    fileprivate let storage: [UInt8]

    /// For one of several addresses to answer.
    private static let patience = Duration.seconds(5)

    /// Of several addresses the first that answers.
    static func find(_ url: GitURL, _ rules: AddressRules, _ operation: Operation) throws(GitError) -> HostAddress {
        let found = try resolve(url)
        var objection = "has no address"
        var allowed: [HostAddress] = []
        for address in found {
            if let reason = rules.objection(to: address.bytes) { objection = reason } else { allowed.append(address) }
        }
        guard let first = allowed.first else { throw GitError(.refused, "\(url.place) \(objection)") }
        guard allowed.count > 1 else { return first }
        for address in allowed where try address.answers(operation) { return address }
        return first
    }

    private static func resolve(_ url: GitURL) throws(GitError) -> [HostAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        var list: UnsafeMutablePointer<addrinfo>?
        var code = unsafe getaddrinfo(host, String(url.port ?? 22), &hints, &list)
        if code != 0 {
            // A machine with nothing but loopback has no address that AI_ADDRCONFIG counts.
            unsafe hints.ai_flags = AI_NUMERICSERV
            code = unsafe getaddrinfo(host, String(url.port ?? 22), &hints, &list)
        }
        guard code == 0 else {
            throw GitError(
                .network, "\(url.place): the name cannot be resolved (\(unsafe String(cString: gai_strerror(code))))")
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [HostAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe HostAddress(entry.pointee) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private init?(_ entry: addrinfo) {
        guard let address = unsafe entry.ai_addr, unsafe entry.ai_family == AF_INET || entry.ai_family == AF_INET6
        else { return nil }
        family = unsafe entry.ai_family
        storage = unsafe Array(UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
        var digits = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe getnameinfo(
            address, entry.ai_addrlen, &digits, socklen_t(digits.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        text = String(decoding: digits.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private var bytes: [UInt8] { family == AF_INET ? Array(storage[4..<8]) : Array(storage[8..<24]) }

    private func answers(_ operation: Operation) throws(GitError) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let code = unsafe storage.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { address in
                unsafe connect(descriptor, address.baseAddress, socklen_t(bytes.count))
            }
        }
        if code == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        let end = ContinuousClock.now + HostAddress.patience
        while ContinuousClock.now < end {
            try operation.check()
            var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&wanted, 1, 100) > 0 else { continue }
            return wanted.revents & Int16(POLLERR | POLLHUP) == 0
        }
        return false
    }
}
