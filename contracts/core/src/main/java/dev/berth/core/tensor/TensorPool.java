package dev.berth.core.tensor;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A pool of off-heap blocks for tensors.
///
/// Idea: allocating off-heap memory costs microseconds (zeroing, bookkeeping in the JVM) and its
/// return waits for the garbage collector; a served model asks for the same few sizes again and
/// again. So blocks come in sizes that are powers of two, from 64 bytes to [#POOLED_BYTES_MAX]; a
/// released block goes onto the stack of its size, up to a bound, and the next request of that size
/// takes it. Larger blocks are allocated and left to the collector. A request above 32 bytes wastes
/// less than half of its block.
///
/// Thread-safe; a lock per size, held for a few instructions. [#blocksInUse()] is exact once no
/// other thread takes or gives back, and is what the tests check for leaks.
public final class TensorPool {
    /// Blocks above this size are rare and large enough that allocation is not what they cost.
    public static final int POOLED_BYTES_MAX = 1 << 24;

    private static final int CLASS_BYTES_MIN = 64;
    private static final int CLASSES =
            32 - Integer.numberOfLeadingZeros(POOLED_BYTES_MAX / CLASS_BYTES_MIN);

    /// Each size keeps at most this many bytes idle, so that the pool as a whole keeps at most 19
    /// times as much.
    private static final int IDLE_BYTES_PER_CLASS_MAX = 1 << 24;

    private final SizeClass[] classes = new SizeClass[CLASSES];

    /// Of no size of the pool's.
    private final LongAdder largeBlocksInUse = new LongAdder();

    private final LongAdder largeBytesInUse = new LongAdder();

    public TensorPool() {
        for (int i = 0; i < CLASSES; i++) {
            classes[i] = new SizeClass(CLASS_BYTES_MIN << i);
        }
    }

    /// Takes a block of at least this many bytes. Its content is arbitrary: the taker writes all of
    /// it.
    ///
    /// @param byteCount 0 to [Shape#ELEMENTS_MAX]
    /// @throws ProblemException `shape-mismatch` if it is larger than one buffer can be
    TensorMemory take(long byteCount) {
        if (byteCount > Shape.ELEMENTS_MAX) {
            throw new ProblemException(
                    ProblemCode.SHAPE_MISMATCH,
                    "a tensor of "
                            + byteCount
                            + " bytes exceeds "
                            + Shape.ELEMENTS_MAX
                            + ", the limit of one tensor",
                    "split the request");
        }
        return new TensorMemory(this, block((int) byteCount));
    }

    private ByteBuffer block(int byteCount) {
        int classIndex = classOf(byteCount);
        if (classIndex < CLASSES) {
            SizeClass sizeClass = classes[classIndex];
            ByteBuffer idle = sizeClass.take();
            return idle != null ? idle : sizeClass.allocate();
        }
        // Counted after the block is there: an allocation may fail for want of memory.
        ByteBuffer block = ByteBuffer.allocateDirect(byteCount);
        largeBlocksInUse.increment();
        largeBytesInUse.add(byteCount);
        return block;
    }

    void giveBack(ByteBuffer block) {
        int classIndex = classOf(block.capacity());
        if (classIndex < CLASSES) {
            classes[classIndex].giveBack(block);
        } else {
            largeBlocksInUse.decrement();
            largeBytesInUse.add(-block.capacity());
        }
    }

    /// Blocks taken and not yet given back.
    public long blocksInUse() {
        long sum = largeBlocksInUse.sum();
        for (SizeClass sizeClass : classes) {
            sum += sizeClass.inUse();
        }
        return sum;
    }

    /// Bytes of the blocks taken and not yet given back.
    public long bytesInUse() {
        long sum = largeBytesInUse.sum();
        for (SizeClass sizeClass : classes) {
            sum += sizeClass.inUse() * sizeClass.blockBytes;
        }
        return sum;
    }

    /// Bytes that the pool keeps for later.
    public long bytesIdle() {
        long sum = 0;
        for (SizeClass sizeClass : classes) {
            sum += sizeClass.idleBytes();
        }
        return sum;
    }

    private static int classOf(int byteCount) {
        return byteCount <= CLASS_BYTES_MIN
                ? 0
                : 32 - Integer.numberOfLeadingZeros((byteCount - 1) / CLASS_BYTES_MIN);
    }

    private static final class SizeClass {
        private final int blockBytes;
        private final int idleMax;
        private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
        private long inUse;

        SizeClass(int blockBytes) {
            this.blockBytes = blockBytes;
            this.idleMax = Math.min(1024, Math.max(1, IDLE_BYTES_PER_CLASS_MAX / blockBytes));
        }

        /// An idle block, counted as in use; null if there is none.
        synchronized @Nullable ByteBuffer take() {
            ByteBuffer block = idle.pollLast();
            if (block != null) {
                inUse++;
            }
            return block;
        }

        /// A new block, counted as in use.
        ByteBuffer allocate() {
            ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
            synchronized (this) {
                inUse++;
            }
            return block;
        }

        synchronized void giveBack(ByteBuffer block) {
            inUse--;
            if (idle.size() < idleMax) {
                idle.addLast(block);
            }
        }

        synchronized long inUse() {
            return inUse;
        }

        synchronized long idleBytes() {
            return (long) idle.size() * blockBytes;
        }
    }
}
