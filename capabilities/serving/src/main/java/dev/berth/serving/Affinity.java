package dev.berth.serving;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// The processors on which Linux may run the calling thread: `sched_getaffinity` and
/// `sched_setaffinity` of sched(2).
final class Affinity {
    /// Room for 8,192 processors, as many as the kernel can be built for.
    private static final int BYTES = 1024;

    private Affinity() {}

    /// The numbers of those processors; empty if the system does not tell.
    static BitSet processors() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(BYTES, Long.BYTES);
            long bytes =
                    SystemCall.GET_AFFINITY.call(Scheduling.CALLING_THREAD, BYTES, mask.address());
            return BitSet.valueOf(mask.asSlice(0, Math.max(0, bytes)).asByteBuffer());
        }
    }

    /// Keeps the calling thread on one of them.
    ///
    /// @return false if the system refuses it
    static boolean keepOn(int processor) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(BYTES, Long.BYTES);
            var one = new BitSet();
            one.set(processor);
            mask.copyFrom(MemorySegment.ofArray(one.toByteArray()));
            return SystemCall.SET_AFFINITY.call(Scheduling.CALLING_THREAD, BYTES, mask.address())
                    == 0;
        }
    }
}
