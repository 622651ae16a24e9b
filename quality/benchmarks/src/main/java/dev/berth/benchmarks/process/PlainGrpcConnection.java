package dev.berth.benchmarks.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Minimal gRPC connection for consecutive unary calls, which leaves the processors to the server.
/// Only the message of a response is read: a failed one has none. Not thread-safe.
///
/// Source: RFC 9113 (HTTP/2), sections 3.4 and 6; RFC 7541 for headers; gRPC over HTTP/2.
public final class PlainGrpcConnection implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;

    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW_FIRST = 65_535;
    private static final int FRAME_MAX = 16_384;

    /// A flag, and the length of the message.
    private static final int PREFIX_BYTES = 5;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final byte[] headers;
    private byte[] answer = new byte[BUFFER_BYTES];
    private int answered;
    private int stream = -1;

    /// Bytes received since the last window update.
    private int receivedBytes;

    /// Remaining send window of the connection.
    private long sendWindow = WINDOW_FIRST;

    private PlainGrpcConnection(Socket socket, byte[] headers) throws IOException {
        this.socket = socket;
        this.in =
                new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        this.out = socket.getOutputStream();
        this.headers = headers;
    }

    /// Connects.
    ///
    /// @param method as in `/inference.GRPCInferenceService/ModelInfer`; at most 126 characters
    /// @param answerMax timeout of a response
    public static PlainGrpcConnection open(URI server, String method, Duration answerMax)
            throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(answerMax.toMillis()));
            socket.connect(
                    new InetSocketAddress(server.getHost(), server.getPort()),
                    Math.toIntExact(answerMax.toMillis()));
            var connection = new PlainGrpcConnection(socket, headers(server, method));
            connection.begin();
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// `POST`, `http`, path, authority and gRPC's two headers, without indexing.
    private static byte[] headers(URI server, String method) {
        var block = new ByteArrayOutputStream();
        block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86, 0x04});
        writeText(block, method);
        block.write(0x01);
        writeText(block, server.getAuthority());
        // The 31st of the table of names: content-type.
        block.writeBytes(new byte[] {0x0f, 31 - 15});
        writeText(block, "application/grpc");
        block.write(0);
        writeText(block, "te");
        writeText(block, "trailers");
        return block.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    /// Sends the preface with unlimited windows.
    private void begin() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(
                frame(
                        SETTINGS,
                        0,
                        0,
                        ByteBuffer.allocate(12)
                                .putShort((short) ENABLE_PUSH)
                                .putInt(0)
                                .putShort((short) INITIAL_WINDOW_SIZE)
                                .putInt(Integer.MAX_VALUE)
                                .array()));
        bytes.writeBytes(windowUpdate(Integer.MAX_VALUE - WINDOW_FIRST));
        out.write(bytes.toByteArray());
    }

    private static byte[] windowUpdate(int more) {
        return frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(more).array());
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// Calls and waits for the response's message.
    ///
    /// @param message at most some 16,000 bytes, which fit into one frame
    /// @return valid until the next call
    /// @throws IOException if there is none, or the connection has ended
    public ByteBuffer call(byte[] message) throws IOException {
        int size = PREFIX_BYTES + message.length;
        if (size > FRAME_MAX) {
            throw new IOException(message.length + " bytes (expected: those of one frame)");
        }
        stream += 2;
        answered = 0;
        while (sendWindow < size) {
            boolean _ = readFrame();
        }
        sendWindow -= size;
        var call = new ByteArrayOutputStream();
        call.writeBytes(frame(HEADERS, END_HEADERS, stream, headers));
        call.writeBytes(
                frame(
                        DATA,
                        END_STREAM,
                        stream,
                        ByteBuffer.allocate(size)
                                .put((byte) 0)
                                .putInt(message.length)
                                .put(message)
                                .array()));
        out.write(call.toByteArray());
        while (!readFrame()) {
            // Not the last one of the response.
        }
        int length = answered - PREFIX_BYTES;
        if (length < 0 || ByteBuffer.wrap(answer).getInt(1) != length) {
            throw new IOException("an answer of " + answered + " bytes without a message");
        }
        receivedBytes += answered;
        if (receivedBytes > Integer.MAX_VALUE / 2) {
            out.write(windowUpdate(receivedBytes));
            receivedBytes = 0;
        }
        return ByteBuffer.wrap(answer, PREFIX_BYTES, length);
    }

    /// Returns whether it is the last one of the response.
    private boolean readFrame() throws IOException {
        int head = in.readInt();
        int flags = in.readByte();
        int of = in.readInt();
        int length = head >>> 8;
        if ((head & 0xFF) == DATA) {
            readData(length, flags);
            return of == stream && (flags & END_STREAM) != 0;
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        switch (head & 0xFF) {
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    out.write(frame(SETTINGS, ACK, 0, new byte[0]));
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    out.write(frame(PING, ACK, 0, payload));
                }
            }
            case WINDOW_UPDATE -> {
                if (of == 0) {
                    sendWindow += ByteBuffer.wrap(payload).getInt();
                }
            }
            case RST_STREAM, GOAWAY -> throw new IOException("the server ended a call");
            default -> {
                // Headers, and future frame types.
            }
        }
        return of == stream && (head & 0xFF) == HEADERS && (flags & END_STREAM) != 0;
    }

    private void readData(int length, int flags) throws IOException {
        if ((flags & PADDED) != 0) {
            throw new IOException("a padded frame");
        }
        if (answer.length < answered + length) {
            answer = Arrays.copyOf(answer, 2 * (answered + length));
        }
        in.readFully(answer, answered, length);
        answered += length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
