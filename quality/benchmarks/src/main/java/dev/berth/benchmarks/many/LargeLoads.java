package dev.berth.benchmarks.many;

import dev.berth.benchmarks.process.Engines;
import dev.berth.benchmarks.process.JvmFlags;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.scheduling.LowPriority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Process that loads the large model on request, with low priority: it shows what a load alone
/// costs a server beside it.
final class LargeLoads implements Loads {
    private static final int BEGIN_ONE = 'o';
    private static final int BEGIN = 'b';
    private static final int REST = 'r';

    private final Process process;
    private final BufferedReader answers;

    private LargeLoads(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /// Starts the idle process.
    static LargeLoads start(JvmFlags flags, Path model) throws IOException {
        List<String> command = new ArrayList<>(flags.command(LargeLoads.class));
        command.add(model.toString());
        return new LargeLoads(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    @Override
    public void beginOne() throws IOException {
        send(BEGIN_ONE);
    }

    @Override
    public void begin() throws IOException {
        send(BEGIN);
    }

    @Override
    public int rest() throws IOException {
        send(REST);
        String count = answers.readLine();
        if (count == null) {
            throw new IOException("the process that loads has ended");
        }
        return Integer.parseInt(count);
    }

    private void send(int what) throws IOException {
        OutputStream words = process.getOutputStream();
        words.write(what);
        words.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// Main method of the process, which ends with its input.
    ///
    /// @param args the model file
    public static void main(String[] args) throws IOException {
        LowPriority.ofCompilers();
        var loader = new Loader(Path.of(args[0]));
        for (int word; (word = System.in.read()) != -1; ) {
            switch (word) {
                case BEGIN_ONE -> loader.begin(1);
                case BEGIN -> loader.begin(Integer.MAX_VALUE);
                case REST -> System.out.println(loader.rest());
                default -> {}
            }
        }
    }

    /// Loads on a thread of low priority, like Berth's loaders.
    private static final class Loader {
        private final Path model;
        private volatile boolean resting;
        private CompletableFuture<Integer> underWay = CompletableFuture.completedFuture(0);

        Loader(Path model) {
            this.model = model;
        }

        void begin(int most) {
            resting = false;
            var counted = new CompletableFuture<Integer>();
            underWay = counted;
            LowPriority.threads(Thread.ofPlatform().name("loader").daemon())
                    .newThread(() -> counted.complete(load(most)))
                    .start();
        }

        int rest() {
            resting = true;
            return underWay.join();
        }

        private int load(int most) {
            int loads = 0;
            RuntimeSettings settings = RuntimeSettings.of("onnx");
            while (loads < most && !resting) {
                try (LoadedArtifact _ = Engines.onnx().load(model, settings, new TensorPool())) {
                    loads++;
                }
            }
            return loads;
        }
    }
}
