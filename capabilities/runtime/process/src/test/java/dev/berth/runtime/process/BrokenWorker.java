package dev.berth.runtime.process;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.testkit.time.RealTime;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A worker that breaks the protocol, in the way that its model's file names.
final class BrokenWorker {
    private static final TensorSpec X =
            new TensorSpec(
                    "x",
                    ElementType.FLOAT32,
                    DeclaredShape.of(Dimension.dynamic("N"), Dimension.fixed(3)));
    private static final TensorSpec Y = new TensorSpec("y", ElementType.FLOAT32, X.shape());
    private static final long FAR = 1L << 40;

    /// More than a line keeps.
    private static final long MUCH = 70 << 20;

    private static final Duration BETWEEN_BYTES = Duration.ofMillis(10);

    private final Path socket;
    private final Process process;
    private final CountDownLatch isRunning;
    private final SocketChannel channel;
    private final FrameChannel frames;
    private final FrameWriter answer = new FrameWriter();
    private String way = "";
    private int maps;

    private BrokenWorker(Path socket, Process process, CountDownLatch isRunning)
            throws IOException {
        this.socket = socket;
        this.process = process;
        this.isRunning = isRunning;
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.frames = new FrameChannel(channel);
    }

    /// Serves wrongly.
    ///
    /// @param isRunning counted down when it has the order of a run
    static WorkerLaunch launch(CountDownLatch isRunning) {
        return LocalWorkers.of(
                (socket, process) -> new BrokenWorker(socket, process, isRunning).serve());
    }

    /// Does nothing until the process is killed.
    private void hang() {
        process.onExit().join();
    }

    private void serve() throws IOException {
        LoadCommand order = LoadCommand.read(frames.receive(LoadCommand.BYTES_MAX));
        way = Files.readString(order.model());
        switch (way) {
            case "load-silent" -> hang();
            case "load-length-negative" -> raw(-1);
            case "load-length-huge" -> raw(Integer.MAX_VALUE);
            case "load-length-zero" -> raw(0);
            case "load-endless" -> dribble(ArtifactDescription.BYTES_MAX);
            case "load-kind-unknown" -> {
                raw(1);
                channel.write(ByteBuffer.wrap(new byte[] {99}));
            }
            case "load-other-kind" -> frames.send(answer.begin(FrameKind.DONE));
            case "load-code-foreign" ->
                    frames.send(
                            answer.begin(FrameKind.PROBLEM)
                                    .putText("unauthenticated")
                                    .putText("m")
                                    .putText("r"));
            case "load-many-inputs" ->
                    frames.send(answer.begin(FrameKind.LOADED).putInt(Integer.MAX_VALUE));
            case "load-no-executors" -> describe(List.of(Y), 0);
            case "load-two-outputs-of-a-name" -> describe(List.of(Y, Y), 1);
            case "load-outputs-of-a-forging-name" -> {
                var forging = new TensorSpec("y\nERROR " + "x".repeat(10_000), Y.type(), Y.shape());
                describe(List.of(forging, forging), 1);
            }
            default -> describe(List.of(Y), 1);
        }
        while (true) {
            FrameReader next = frames.receive(LoadCommand.BYTES_MAX);
            if (next.kind() == FrameKind.CONNECT) {
                int number = next.readInt();
                Thread.ofPlatform().daemon().start(() -> serveLine(number));
            }
        }
    }

    private void describe(List<TensorSpec> outputs, int executors) throws IOException {
        new ArtifactDescription(List.of(X), List.of(), outputs, Map.of(), executors, 0)
                .write(answer.begin(FrameKind.LOADED));
        frames.send(answer);
    }

    private void raw(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        channel.write(bytes.putInt(0, length));
    }

    /// Sends all of a frame but its last byte, slowly.
    private void dribble(int length) throws IOException {
        raw(length);
        for (int sent = 1; sent < length; sent++) {
            channel.write(ByteBuffer.allocate(1));
            RealTime.pass(BETWEEN_BYTES);
        }
        hang();
    }

    private void serveLine(int number) {
        try {
            if (way.equals("open-never")) {
                hang();
            }
            var line = new BrokenWorker(socket, process, isRunning);
            line.way = way;
            int sent = way.equals("open-other-number") ? number + 1 : number;
            line.frames.send(line.answer.begin(FrameKind.HELLO).putInt(sent));
            line.obeyAll();
        } catch (IOException e) {
            // The server has closed it.
        }
    }

    private void obeyAll() throws IOException {
        while (true) {
            FrameReader order = frames.receive(LoadCommand.BYTES_MAX);
            switch (order.kind()) {
                case OPEN -> frames.send(answer.begin(FrameKind.OPENED));
                case MAP -> map(Path.of(order.readText()));
                case COLLECT -> collect();
                default -> run();
            }
        }
    }

    private void map(Path file) throws IOException {
        if (way.equals("run-dies-giving-back") && ++maps == 3) {
            process.destroyForcibly();
            hang();
            throw new EOFException("dead");
        }
        if (way.equals("run-memory-cut")) {
            // Through a file that is deleted by then, as a process can that has it open.
            FileChannel memory = FileChannel.open(file, StandardOpenOption.WRITE);
            frames.send(answer.begin(FrameKind.MAPPED));
            memory.truncate(0);
            return;
        }
        frames.send(answer.begin(way.equals("run-map-answer") ? FrameKind.DONE : FrameKind.MAPPED));
    }

    private void run() throws IOException {
        isRunning.countDown();
        switch (way) {
            case "run-offset-far" -> done(Shape.of(1, 3), FAR, 12);
            case "run-offset-negative" -> done(Shape.of(1, 3), -64, 12);
            case "run-offset-in-inputs" -> done(Shape.of(1, 3), 0, 12);
            case "run-length-short" -> done(Shape.of(1, 3), 64, 8);
            case "run-length-negative" -> done(Shape.of(1, 3), 64, -12);
            case "run-end-behind" -> done(Shape.of(16_384, 3), 64, 16_384 * 12);
            case "run-other-shape" -> done(Shape.of(1, 4), 64, 16);
            case "run-rank-huge" -> frames.send(answer.begin(FrameKind.DONE).putByte(200));
            case "run-size-negative" ->
                    frames.send(answer.begin(FrameKind.DONE).putByte(1).putLong(-3));
            case "run-cut-short" -> frames.send(answer.begin(FrameKind.DONE).putByte(2));
            case "run-more-behind" -> {
                new SharedTensorDescriptor(Shape.of(1, 3), 64, 12)
                        .write(answer.begin(FrameKind.DONE));
                frames.send(answer.putInt(5));
            }
            case "run-need-huge" -> frames.send(answer.begin(FrameKind.NEED).putLong(FAR));
            case "run-need-negative" -> frames.send(answer.begin(FrameKind.NEED).putLong(-FAR));
            case "run-dies-giving-back", "run-much-of-other-shape" ->
                    frames.send(answer.begin(FrameKind.NEED).putLong(MUCH));
            case "run-need-again" -> frames.send(answer.begin(FrameKind.NEED).putLong(1 << 20));
            case "run-other-kind" -> frames.send(answer.begin(FrameKind.LOADED));
            case "run-long-frame" -> dribble(1 << 20);
            case "run-endless" -> dribble(1000);
            case "run-silent" -> hang();
            case "run-hang-up" -> {
                channel.close();
                hang();
            }
            default -> done(Shape.of(1, 3), 64, 12);
        }
    }

    private void collect() throws IOException {
        switch (way) {
            case "run-dies-giving-back" -> done(Shape.of(1, 3), 0, 12);
            case "run-much-of-other-shape" -> done(Shape.of(1, 4), 0, 16);
            default -> run();
        }
    }

    private void done(Shape shape, long offset, long byteCount) throws IOException {
        new SharedTensorDescriptor(shape, offset, byteCount).write(answer.begin(FrameKind.DONE));
        frames.send(answer);
    }
}
