package dev.berth.deploy.sizing;

/// Measured ability of one machine to answer requests of one record to a model or endpoint.
///
/// @param name of the model or endpoint
/// @param time of one request while the processors are busy and none waits
/// @param callers that were busy when `time` was measured
/// @param peakPerSecond the most requests a second, with batches as they form under load
/// @param processors of the machine
/// @param source where the numbers come from, such as a file and its machine
public record MeasuredService(
        String name,
        ServiceTime time,
        long callers,
        double peakPerSecond,
        int processors,
        String source) {

    public MeasuredService {
        if (!(peakPerSecond > 0) || processors < 1 || callers < 1) {
            throw new IllegalArgumentException(
                    "peak of "
                            + peakPerSecond
                            + " requests/s with "
                            + callers
                            + " callers on "
                            + processors
                            + " processors (expected: above 0)");
        }
    }
}
