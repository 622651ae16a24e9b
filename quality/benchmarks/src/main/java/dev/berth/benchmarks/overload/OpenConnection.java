package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.AnswerBuffer.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Connection with at most one request in flight. Used by one thread.
final class OpenConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final AnswerBuffer buffer = new AnswerBuffer();
    private boolean inFlight;
    private long dueNanos;

    private OpenConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /// Connects. Blocks.
    static OpenConnection open(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return new OpenConnection(channel);
    }

    SocketChannel channel() {
        return channel;
    }

    /// When the request in flight was due.
    long dueNanos() {
        return dueNanos;
    }

    /// @throws IOException also if the server has left so much unread that the request does not fit
    void send(byte[] request, long due) throws IOException {
        dueNanos = due;
        inFlight = true;
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
            throw new IOException("the server does not read");
        }
    }

    /// Ends the request in flight.
    ///
    /// @return false if there is none, or it was ended before
    boolean settle() {
        boolean was = inFlight;
        inFlight = false;
        return was;
    }

    /// Reads available bytes; returns the response once complete.
    Optional<Answer> read() throws IOException {
        buffer.read(channel);
        Optional<Answer> answer = buffer.find();
        if (answer.isPresent()) {
            buffer.clear();
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Already closed, as intended.
        }
    }
}
