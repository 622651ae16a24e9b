package dev.berth.core.tensor;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A pool of off-heap blocks for tensors.
///
/// Design: allocating off-heap memory costs microseconds (zeroing, bookkeeping in the JVM) and its
/// return waits for the garbage collector; a served model needs the same few sizes again and again.
/// So blocks come in sizes that are powers of two, from 64 bytes to [#POOLED_BYTES_MAX]; a released
/// block goes onto the stack of its size, up to a bound, and the next request of that size takes
/// it. Larger blocks are allocated and left to the collector. A request above 32 bytes wastes less
/// than half of its block.
///
/// Threads that take small blocks for each request would spend more on waiting for each other's
/// caches than on anything else here. So small sizes have several *stripes*, each a stack with its
/// lock; a thread gives back to its own and takes from there, and from the others only when its own
/// is empty.
///
/// Thread-safe; a lock per stack, held for a few instructions. [#blocksInUse()] is exact once no
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

    /// Of the sizes up to [#STRIPED_BYTES_MAX]; a power of two.
    private static final int STRIPES = 4;

    /// The idle blocks of all stripes together stay within what a size may keep.
    private static final int STRIPED_BYTES_MAX = 1 << 12;

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
            return classes[classIndex].take();
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

    /// The blocks of one size.
    private static final class SizeClass {
        private final int blockBytes;
        private final Stack[] stripes;

        SizeClass(int blockBytes) {
            this.blockBytes = blockBytes;
            int idleMax = Math.min(1024, Math.max(1, IDLE_BYTES_PER_CLASS_MAX / blockBytes));
            stripes = new Stack[blockBytes <= STRIPED_BYTES_MAX ? STRIPES : 1];
            for (int i = 0; i < stripes.length; i++) {
                stripes[i] = new Stack(idleMax);
            }
        }

        /// The number of the calling thread's.
        private int own() {
            return (int) Thread.currentThread().threadId() & (stripes.length - 1);
        }

        /// An idle block or a new one, counted as in use.
        ByteBuffer take() {
            int own = own();
            for (int i = 0; i < stripes.length; i++) {
                ByteBuffer idle = stripes[(own + i) & (stripes.length - 1)].take();
                if (idle != null) {
                    return idle;
                }
            }
            ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
            stripes[own].countTaken();
            return block;
        }

        void giveBack(ByteBuffer block) {
            stripes[own()].giveBack(block);
        }

        long inUse() {
            return Arrays.stream(stripes).mapToLong(Stack::inUse).sum();
        }

        long idleBytes() {
            return Arrays.stream(stripes).mapToLong(Stack::idleCount).sum() * blockBytes;
        }
    }

    /// One stripe of a size class's free blocks. Blocks that were taken from another may come back
    /// here.
    private static final class Stack {
        private final int idleMax;
        private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
        private long inUse;

        Stack(int idleMax) {
            this.idleMax = idleMax;
        }

        /// An idle block, counted as in use; null if there is none.
        synchronized @Nullable ByteBuffer take() {
            ByteBuffer block = idle.pollLast();
            if (block != null) {
                inUse++;
            }
            return block;
        }

        synchronized void countTaken() {
            inUse++;
        }

        synchronized void giveBack(ByteBuffer block) {
            inUse--;
            if (idle.size() < idleMax) {
                idle.addLast(block);
            }
        }

        /// Less those that were taken elsewhere and given back here.
        synchronized long inUse() {
            return inUse;
        }

        synchronized long idleCount() {
            return idle.size();
        }
    }
}
