import CCurl
import Glibc

// SAFETY, for all below: the transfer is retained by the driver for as long as libcurl may call it, on the driver's thread;
// an address is libcurl's, valid during the call, and as long as it says.

extension EasyHandle {
    /// Has each address looked at before it is connected to, whatever name led to it.
    func setAddressRules(of transfer: Transfer) throws(TransportError) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        try check(CURLOPT_OPENSOCKETDATA, unsafe martlet_easy_set_pointer(pointer, CURLOPT_OPENSOCKETDATA, context))
        try check(CURLOPT_OPENSOCKETFUNCTION, unsafe martlet_easy_set_opensocket(pointer, openSocket))
    }
}

private let openSocket: curl_opensocket_callback = { context, _, address in
    guard let context = unsafe context, let address = unsafe address else { return -1 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    if let found = unsafe ipAddress(address),
        let objection = transfer.addresses.objection(to: found.bytes, port: found.port)
    {
        transfer.refuse(objection)
        return -1
    }
    let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(address.pointee.family, type, address.pointee.protocol)
}

/// The address itself, and its port; nil where it is none of IP.
private func ipAddress(_ address: UnsafeMutablePointer<curl_sockaddr>) -> SocketAddress? {
    guard let start = MemoryLayout<curl_sockaddr>.offset(of: \curl_sockaddr.addr) else { return nil }
    // Behind the fixed fields are `addrlen` bytes of the family's own form, which are copied.
    let bytes = unsafe Array(
        UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address) + start, count: Int(address.pointee.addrlen)))
    guard bytes.count >= 4 else { return nil }
    let port = Int(bytes[2]) << 8 | Int(bytes[3])
    switch unsafe address.pointee.family {
    case AF_INET where bytes.count >= 8: return SocketAddress(bytes: Array(bytes[4..<8]), port: port)
    case AF_INET6 where bytes.count >= 24: return SocketAddress(bytes: Array(bytes[8..<24]), port: port)
    default: return nil
    }
}
