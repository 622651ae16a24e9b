package dev.berth.placement.calibration;

import dev.berth.catalog.profile.Machine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/// Measurement of a [Calibration].
///
/// The four kernels take turns in short slices, so that a disturbance of some seconds, a warm
/// processor or a neighbour on the same host touches all of them. The first tenth of the time is
/// for the compiler and does not count.
public final class CalibrationRun {
    private static final double WARM_UP_SHARE = 0.1;
    private static final double SLICE_SECONDS = 0.25;

    /// 64 MiB an array: beyond the caches of most processors, within the heap of a small machine.
    private static final int ELEMENTS = 16 << 20;

    private static final int ARRAYS = 3;

    /// Of the heap, for the arrays of all threads together.
    private static final double HEAP_SHARE = 0.6;

    private final int cores;
    private final int elements;

    private CalibrationRun(int cores, int elements) {
        this.cores = cores;
        this.elements = elements;
    }

    /// Measures this machine. Blocks.
    ///
    /// @param duration of the whole; two minutes for figures to rely on, at least five seconds
    /// @param progress hears the share that is done
    /// @throws InterruptedException if the thread is interrupted; nothing is measured then
    public static Calibration run(Duration duration, InstantSource clock, DoubleConsumer progress)
            throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        double room = Runtime.getRuntime().maxMemory() * HEAP_SHARE / ARRAYS / Float.BYTES;
        int elements = (int) Math.min(ELEMENTS, room / cores);
        return new CalibrationRun(cores, elements).measure(duration, clock, progress);
    }

    private Calibration measure(Duration duration, InstantSource clock, DoubleConsumer progress)
            throws InterruptedException {
        List<Slices> kernels = new ArrayList<>();
        for (int threads : List.of(1, cores)) {
            kernels.add(new Slices(threads, ArithmeticKernel::new));
            kernels.add(new Slices(threads, () -> new MemoryKernel(elements)));
        }
        double total = duration.toNanos() / 1e9;
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
            double elapsed = 0;
            while (elapsed < total || kernels.getFirst().counted() == 0) {
                boolean isCounted = elapsed > total * WARM_UP_SHARE;
                for (Slices kernel : kernels) {
                    kernel.run(pool, isCounted);
                }
                elapsed = (System.nanoTime() - start) / 1e9;
                progress.accept(Math.min(1, elapsed / total));
            }
        }
        return new Calibration(
                Machine.local(Map.of()),
                clock.instant(),
                kernels.get(0).rate(),
                kernels.get(2).rate(),
                kernels.get(1).rate(),
                kernels.get(3).rate());
    }

    /// Slices of one kernel on some threads at once.
    private static final class Slices {
        private final List<Kernel> kernels = new ArrayList<>();
        private final List<Double> perSecond = new ArrayList<>();

        /// The results of passes, so that they are needed.
        private float sink;

        Slices(int threads, Supplier<Kernel> kernel) {
            for (int i = 0; i < threads; i++) {
                kernels.add(kernel.get());
            }
        }

        int counted() {
            return perSecond.size();
        }

        MeasuredRate rate() {
            if (Float.isNaN(sink)) {
                throw new IllegalStateException("a kernel computed no number");
            }
            return MeasuredRate.of(perSecond.stream().mapToDouble(Double::doubleValue).toArray());
        }

        void run(ExecutorService pool, boolean isCounted) throws InterruptedException {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (Kernel kernel : kernels) {
                tasks.add(() -> speed(kernel));
            }
            double speed = 0;
            for (Future<Double> each : pool.invokeAll(tasks)) {
                try {
                    speed += each.get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a kernel failed", e);
                }
            }
            if (isCounted) {
                perSecond.add(speed);
            }
        }

        private double speed(Kernel kernel) {
            long start = System.nanoTime();
            double seconds = 0;
            double units = 0;
            float last = 0;
            while (seconds < SLICE_SECONDS) {
                last = kernel.pass();
                units += kernel.unitsPerPass();
                seconds = (System.nanoTime() - start) / 1e9;
            }
            synchronized (this) {
                sink += last;
            }
            return units / seconds;
        }
    }
}
