package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Load generator with a thread per connection that counts responses per connection: `wrk` adds
/// them up, and a server that starves some looks as fast as one that does not.
final class SocketLoad implements LoadTool {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final ByteBuffer request;
    private final int connections;

    /// @param request bytes of HTTP/1.1
    SocketLoad(byte[] request, int connections) {
        this.request = ByteBuffer.wrap(request.clone()).asReadOnlyBuffer();
        this.connections = connections;
    }

    @Override
    public Sent send(URI server, Duration time) throws IOException, InterruptedException {
        List<PlainConnection> open = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                open.add(PlainConnection.open(server, ANSWER_MAX));
            }
            long start = System.nanoTime();
            long end = start + time.toNanos();
            List<Callable<LatencySamples>> loops =
                    open.stream()
                            .map(each -> (Callable<LatencySamples>) () -> callUntil(end, each))
                            .toList();
            List<LatencySamples> samples = new ArrayList<>();
            for (Future<LatencySamples> loop : callers.invokeAll(loops)) {
                samples.add(loop.get());
            }
            return sum(samples, (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("requests failed: " + e.getCause(), e);
        } finally {
            open.forEach(PlainConnection::close);
        }
    }

    private LatencySamples callUntil(long end, PlainConnection connection) throws IOException {
        var bytes = new byte[request.capacity()];
        request.duplicate().get(bytes);
        var samples = new LatencySamples();
        for (long now = System.nanoTime(); now < end; ) {
            AnswerBuffer.Answer answer = connection.call(bytes);
            if (!answer.isSuccess()) {
                throw new IOException("status " + answer.status() + ": " + answer.body());
            }
            long then = System.nanoTime();
            samples.add(then - now);
            now = then;
        }
        return samples;
    }

    private static Sent sum(List<LatencySamples> connections, double seconds) {
        var all = new LatencySamples();
        connections.forEach(all::addAll);
        return new Sent(
                all.count(),
                all.count() / seconds,
                all.percentileMillis(50),
                all.percentileMillis(99),
                slowestOfMean(connections.stream().map(LatencySamples::count).toList()));
    }

    /// The smallest count as a share of their mean.
    static double slowestOfMean(List<Integer> counts) {
        var statistics = counts.stream().mapToInt(Integer::intValue).summaryStatistics();
        return statistics.getMin() / statistics.getAverage();
    }
}
