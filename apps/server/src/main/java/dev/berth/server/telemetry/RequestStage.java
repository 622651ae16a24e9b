package dev.berth.server.telemetry;

import static dev.berth.serving.request.Timings.NOT_REACHED;

import dev.berth.serving.request.Timings;
import java.util.ArrayList;
import java.util.List;

/// A stage of one call, in time on the scale of [System#nanoTime()].
///
/// The stages of a call leave no gap and do not overlap: each begins where the one before ended,
/// the first with the call's arrival, and the last ends with the call. So they add up to its time,
/// and whatever is waited for stands under some name.
///
/// `read` takes the request in and makes tensors of it, `queue` waits for an executor, `encode` is
/// the encoder, `batch` waits for the others of the batch, `execute` is the engine with the joining
/// and cutting around it, `decode` the decoder, and `write` brings the answer back to its
/// connection and writes it. What did not happen is left out; a call that fails goes from the stage
/// in which it failed to `write`.
record RequestStage(String name, long startNanos, long endNanos) {
    static final String EXECUTE = "execute";

    /// The stages of a call in their order.
    static List<RequestStage> of(CompletedRequest call) {
        var stages = new Stages(call);
        Timings timings = call.timings();
        if (timings != null) {
            stages.until("read", timings.submittedNanos());
            stages.until("queue", timings.takenNanos());
            stages.until("encode", timings.encodedNanos());
            stages.until("batch", timings.executingNanos());
            stages.until(EXECUTE, timings.executedNanos());
            if (timings.decodingNanos() != NOT_REACHED) {
                stages.until("batch", timings.decodingNanos());
                stages.until("decode", timings.decodedNanos());
            }
        } else {
            stages.until("read", NOT_REACHED);
        }
        stages.end();
        return stages.found;
    }

    /// Builder of consecutive stages.
    private static final class Stages {
        private final List<RequestStage> found = new ArrayList<>();
        private final boolean failed;
        private final long failedNanos;
        private final long endNanos;
        private long atNanos;
        private boolean broken;

        Stages(CompletedRequest call) {
            this.failed = call.problem() != null;
            this.atNanos = call.info().startNanos();
            this.endNanos = atNanos + call.nanos();
            this.failedNanos = failed ? Math.min(call.failedNanos(), endNanos) : endNanos;
        }

        /// The next stage, which ended then; the last one if it did not come to its end.
        void until(String name, long end) {
            if (broken) {
                return;
            }
            broken = end == NOT_REACHED;
            // Given up meanwhile: what serving went on to do afterwards is no part of the call.
            add(name, broken ? failedNanos : Math.min(end, failedNanos));
        }

        void end() {
            add("write", endNanos);
        }

        private void add(String name, long end) {
            if (end > atNanos) {
                found.add(new RequestStage(name, atNanos, end));
                atNanos = end;
            }
        }
    }
}
