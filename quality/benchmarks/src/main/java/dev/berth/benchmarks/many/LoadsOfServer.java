package dev.berth.benchmarks.many;

import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Loader that has a server load and unload the model.
final class LoadsOfServer implements Loads {
    private final ManyServer server;
    private final PlainConnection operator;
    private volatile boolean resting;
    private CompletableFuture<Integer> underWay = CompletableFuture.completedFuture(0);

    LoadsOfServer(ManyServer server) throws IOException {
        this.server = server;
        this.operator = server.connect();
        server.change(operator, ManySystem.LARGE, "unload");
    }

    @Override
    public void beginOne() {
        begin(1);
    }

    @Override
    public void begin() {
        begin(Integer.MAX_VALUE);
    }

    private void begin(int most) {
        resting = false;
        var counted = new CompletableFuture<Integer>();
        underWay = counted;
        Thread.ofPlatform().name("operator").daemon().start(() -> load(counted, most));
    }

    private void load(CompletableFuture<Integer> counted, int most) {
        int count = 0;
        try {
            while (count < most && !resting) {
                server.change(operator, ManySystem.LARGE, "load");
                server.change(operator, ManySystem.LARGE, "unload");
                count++;
            }
            counted.complete(count);
        } catch (IOException e) {
            counted.completeExceptionally(e);
        }
    }

    @Override
    public int rest() throws IOException {
        resting = true;
        try {
            return underWay.join();
        } catch (CompletionException e) {
            throw new IOException("the large model: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        operator.close();
    }
}
