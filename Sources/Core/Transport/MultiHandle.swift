import CCurl

/// A libcurl multi handle.
// SAFETY: only `wakeUp` may be called from another thread than the driver's (`man 3 curl_multi_wakeup`), and only
// before `free`; `Driver` sees to both.
@safe struct MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    init(_ configuration: HTTPClientConfiguration) throws(TransportError) {
        guard CurlLibrary.isReady, let pointer = unsafe curl_multi_init() else {
            throw TransportError(.other, "curl_multi_init failed: out of memory")
        }
        unsafe self.pointer = unsafe pointer
        do throws(TransportError) {
            try set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
            try set(CURLMOPT_MAX_CONCURRENT_STREAMS, configuration.maxConcurrentStreams)
            try set(CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
            // libcurl's own default shrinks with the requests in flight, and closes connections needed again soon.
            try set(CURLMOPT_MAXCONNECTS, configuration.maxConnectionsPerHost)
        } catch {
            free()
            throw error
        }
    }

    /// Every easy handle must have been removed.
    func free() {
        unsafe curl_multi_cleanup(pointer)
    }

    func wakeUp() {
        unsafe curl_multi_wakeup(pointer)
    }

    func add(_ easy: EasyHandle) -> CURLMcode {
        unsafe curl_multi_add_handle(pointer, easy.pointer)
    }

    func remove(_ easy: EasyHandle) {
        unsafe curl_multi_remove_handle(pointer, easy.pointer)
    }

    func perform() -> CURLMcode {
        var running: CInt = 0
        return unsafe curl_multi_perform(pointer, &running)
    }

    /// Waits for the network, a timer of libcurl, `wakeUp`, or `timeout` milliseconds.
    func poll(timeout: CInt) -> CURLMcode {
        unsafe curl_multi_poll(pointer, nil, 0, timeout, nil)
    }

    /// The next transfer that ended: its handle's id, and how.
    func nextCompletion() -> (id: UInt, code: CURLcode)? {
        var remaining: CInt = 0
        while let message = unsafe curl_multi_info_read(pointer, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            return (UInt(bitPattern: unsafe message.pointee.easy_handle), unsafe message.pointee.data.result)
        }
        return nil
    }

    private func set(_ option: CURLMoption, _ value: Int) throws(TransportError) {
        let code = unsafe martlet_multi_set_long(pointer, option, value)
        guard code != CURLM_OK else { return }
        throw TransportError(.other, "curl_multi_setopt(\(option.rawValue)) failed: \(code.text)")
    }
}

extension CURLMcode {
    var text: String { unsafe String(cString: curl_multi_strerror(self)) }
}
