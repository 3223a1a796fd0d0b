import CCurl
import Synchronization

// SAFETY: an easy handle may be used by any thread, but by one at a time. The caller that prepares a request owns it
// first; the mailbox's lock hands it to the driver's thread, and the pool's lock hands it on. What libcurl does not copy
// (the error buffer, the lists) lives as long as the handle or until its next reset.

/// libcurl's global state, once per process.
enum CurlLibrary {
    static let isReady = martlet_curl_global_init() == CURLE_OK
}

/// One libcurl easy handle, with the memory that libcurl points into.
@safe final class EasyHandle: @unchecked Sendable {
    private static let errorSize = Int(CURL_ERROR_SIZE)

    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerLists: [UnsafeMutablePointer<curl_slist>] = unsafe []

    init() throws(TransportError) {
        guard CurlLibrary.isReady, let pointer = unsafe curl_easy_init() else {
            throw TransportError(.other, "curl_easy_init failed: out of memory")
        }
        unsafe self.pointer = unsafe pointer
        unsafe errorBuffer = .allocate(capacity: Self.errorSize)
        unsafe errorBuffer.initialize(repeating: 0, count: Self.errorSize)
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        freeLists()
        unsafe errorBuffer.deallocate()
    }

    /// The driver's key: no two handles in use share it.
    var id: UInt { UInt(bitPattern: unsafe pointer) }

    /// What libcurl says about the failure, longer than the code's own text where it can.
    var errorText: String { unsafe String(cString: errorBuffer) }

    /// Bytes of the request's body that are on their way.
    var uploadedBytes: Int64 {
        var count: curl_off_t = 0
        let code = unsafe martlet_easy_get_offset(pointer, CURLINFO_SIZE_UPLOAD_T, &count)
        return code == CURLE_OK ? Int64(count) : 0
    }

    /// Forgets every option; keeps what libcurl caches in the handle.
    func reset() {
        unsafe curl_easy_reset(pointer)
        freeLists()
        unsafe errorBuffer.pointee = 0
    }

    /// Lets libcurl deliver again, beginning with what it holds: it calls back during this call.
    func unpause() -> CURLcode {
        unsafe curl_easy_pause(pointer, CURLPAUSE_CONT)
    }

    private func freeLists() {
        while let list = unsafe headerLists.popLast() { unsafe curl_slist_free_all(list) }
    }
}

// MARK: - Options

extension EasyHandle {
    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(option, unsafe martlet_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(TransportError) {
        try set(option, value ? 1 : 0)
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String?) throws(TransportError) {
        try check(option, unsafe martlet_easy_set_string(pointer, option, value))
    }

    /// libcurl copies the bytes.
    func set(_ option: CURLoption, blob: [UInt8]) throws(TransportError) {
        try check(option, unsafe martlet_easy_set_blob(pointer, option, blob, blob.count))
    }

    /// libcurl copies the bytes.
    func setBody(_ bytes: [UInt8]) throws(TransportError) {
        try check(CURLOPT_COPYPOSTFIELDS, unsafe martlet_easy_set_body(pointer, bytes, bytes.count))
    }

    /// A list that libcurl reads during the transfer; it lives until the next reset.
    func set(_ option: CURLoption, list lines: [String]) throws(TransportError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw TransportError(.other, "curl_slist_append failed: out of memory")
            }
            unsafe list = unsafe longer
        }
        guard let list = unsafe list else { return }
        unsafe headerLists.append(list)
        try check(option, unsafe martlet_easy_set_list(pointer, option, list))
    }

    func setErrorBuffer() throws(TransportError) {
        try check(CURLOPT_ERRORBUFFER, unsafe martlet_easy_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer))
    }

    func check(_ option: CURLoption, _ code: CURLcode) throws(TransportError) {
        guard code != CURLE_OK else { return }
        let reason = unsafe String(cString: curl_easy_strerror(code))
        throw TransportError(.other, "curl_easy_setopt(\(option.rawValue)) failed: \(reason)")
    }
}

/// Handles that wait for their next request: they keep their buffers, and setting one up costs more than a request.
final class EasyHandlePool: Sendable {
    /// More than this many at rest are freed.
    private static let capacity = 64
    private let handles = Mutex<[EasyHandle]>([])

    func take() throws(TransportError) -> EasyHandle {
        if let handle = handles.withLock({ $0.popLast() }) { return handle }
        return try EasyHandle()
    }

    func giveBack(_ handle: EasyHandle) {
        handle.reset()
        handles.withLock { if $0.count < Self.capacity { $0.append(handle) } }
    }
}
