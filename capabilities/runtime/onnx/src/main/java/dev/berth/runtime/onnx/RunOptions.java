package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;

import java.lang.foreign.Arena;

/// The options of all runs of one execution, through which a run in progress is terminated. The
/// engine checks them before each operator, those in the bodies of loops included.
///
/// Made once, and reset only after a termination: a run that is not terminated pays for two locks
/// without contention. [#begin], [#end] and [#close] are called by the thread that runs.
final class RunOptions implements AutoCloseable {
    // Places in the engine's table.
    private static final int CREATE = 39;
    private static final int SET_TERMINATE = 46;
    private static final int UNSET_TERMINATE = 47;
    private static final int ADD_ENTRY = 165;

    private final OrtApi api;
    private final long options;

    /// Between [#begin] and [#end], so that a termination concerns no other run.
    private boolean running;

    private boolean terminated;

    /// @param givesBack whether each run gives the arena's memory back, as with [BoundedMemory]
    RunOptions(OrtApi api, NativeOutParameter out, boolean givesBack) {
        this.api = api;
        api.check(call(api.function(CREATE), out.address()));
        this.options = out.longValue();
        if (givesBack) {
            try (Arena arena = Arena.ofConfined()) {
                api.check(
                        call(
                                api.function(ADD_ENTRY),
                                options,
                                arena.allocateFrom(BoundedMemory.RUN_ENTRY).address(),
                                arena.allocateFrom(BoundedMemory.RUN_ENTRY_VALUE).address()));
            }
        }
    }

    long address() {
        return options;
    }

    synchronized void begin() {
        running = true;
    }

    synchronized void end() {
        running = false;
        if (terminated) {
            terminated = false;
            api.check(call(api.function(UNSET_TERMINATE), options));
        }
    }

    /// Makes the run in progress fail at its next operator; does nothing if there is none. Called
    /// by any thread.
    synchronized void terminate() {
        if (running && !terminated) {
            terminated = true;
            api.check(call(api.function(SET_TERMINATE), options));
        }
    }

    /// Whether the run in progress was signalled to end.
    synchronized boolean isTerminated() {
        return terminated;
    }

    @Override
    public void close() {
        api.release(Handle.RUN_OPTIONS, options);
    }
}
