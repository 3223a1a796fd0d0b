import Documents

@Sendable func cronJobHealth(_ cronJob: Value) -> ObjectHealth? {
    if cronJob.isSuspended { return ObjectHealth(.suspended, "the CronJob is suspended") }
    guard let status = cronJob["status"], status.object != nil else {
        return ObjectHealth(.progressing, "waits for the CronJob to be seen by its controller")
    }
    guard let scheduled = status["lastScheduleTime"]?.string else { return ObjectHealth(.healthy, "not yet scheduled") }
    guard let succeeded = status["lastSuccessfulTime"]?.string else {
        return ObjectHealth(.healthy, "no run has succeeded yet")
    }
    // What the last run came to is not known while another is under way.
    if status["active"]?.array?.isEmpty == false { return ObjectHealth(.healthy, "a run is under way") }
    // Both are times in UTC of one format, so they compare as text.
    if succeeded < scheduled {
        return ObjectHealth(
            .degraded, "the run scheduled at \(scheduled) has not succeeded; the last to do so ended at \(succeeded)")
    }
    return ObjectHealth(.healthy)
}
