package dev.berth.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets on which a server listens, which can be closed without the loss of a connection.
/// Thread-safe.
///
/// Design: the system resets the connections that it has made and that no caller has accepted when
/// their listening socket is closed, though their clients may have sent a request. So on Linux the
/// socket first lets no further SYN in, by a filter; what has begun is accepted; then it is closed.
/// A client whose SYN was dropped sends it again a second later, and is refused or finds the server
/// that listens by then; it has sent nothing. Without filters (other systems, some sandboxes) the
/// socket is closed at once.
///
/// Source: socket(7), SO_ATTACH_FILTER; Linux's Documentation/networking/filter.rst.
final class ListeningSockets {
    /// Between a SYN and the last packet of the handshake lies the time to the client and back.
    private static final long HANDSHAKE_MILLIS = 100;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /// A pointer behind a length, on 64 bits.
    private static final int PROGRAM_BYTES = 16;

    private static final int POINTER_AT = 8;
    private static final RawUnixChannelOption ATTACH_FILTER =
            new RawUnixChannelOption(
                    "SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM_BYTES);

    /// Code, jump if true, jump if false, operand: load the flags of the TCP header; if SYN is not
    /// among them, go over one; drop; take all.
    private static final int[][] WITHOUT_SYN = {
        {0x30, 0, 0, 13}, {0x45, 0, 1, 0x02}, {0x06, 0, 0, 0}, {0x06, 0, 0, -1}
    };

    private static final int INSTRUCTION_BYTES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);

    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    /// Takes note of a socket until it is closed.
    void opened(Channel listening) {
        open.add(listening);
        var _ = listening.closeFuture().addListener(closed -> open.remove(listening));
    }

    /// Closes them. Blocks until that is done, for some tenths of a second at most.
    void close() {
        List<Channel> closing = List.copyOf(open);
        boolean filtered = false;
        for (Channel listening : closing) {
            filtered |= letNoSynIn(listening);
        }
        try {
            if (filtered) {
                Thread.sleep(HANDSHAKE_MILLIS);
            }
            for (Channel listening : closing) {
                // Behind what its event loop has to accept.
                listening
                        .eventLoop()
                        .execute(
                                () -> {
                                    var _ = listening.close();
                                });
            }
            for (Channel listening : closing) {
                var _ = listening.closeFuture().await(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // They are closed with all else, at once.
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loops have ended, and closed the port");
        }
    }

    private static boolean letNoSynIn(Channel listening) {
        ByteBuf instructions = Unpooled.directBuffer(WITHOUT_SYN.length * INSTRUCTION_BYTES);
        try {
            if (!instructions.hasMemoryAddress()) {
                return false;
            }
            for (int[] instruction : WITHOUT_SYN) {
                instructions
                        .writeShortLE(instruction[0])
                        .writeByte(instruction[1])
                        .writeByte(instruction[2])
                        .writeIntLE(instruction[3]);
            }
            ByteBuffer program =
                    ByteBuffer.allocateDirect(PROGRAM_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putShort(0, (short) WITHOUT_SYN.length)
                            .putLong(POINTER_AT, instructions.memoryAddress());
            return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    && listening.config().setOption(ATTACH_FILTER, program);
        } catch (RuntimeException e) {
            LOG.debug("the listening socket cannot be filtered: {}", e.getMessage());
            return false;
        } finally {
            instructions.release();
        }
    }
}
