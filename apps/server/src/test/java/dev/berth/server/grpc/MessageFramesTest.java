package dev.berth.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.ModelReadyRequest;
import dev.berth.server.bytes.BytesUnderWay;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFramesTest {
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    private final BytesUnderWay all = new BytesUnderWay(1 << 30);
    private final MessageMemory memory = new MessageMemory(all.loop());
    private final MessageFrames frames = new MessageFrames(true, MESSAGE_BYTES_MAX, memory);
    private final List<byte[]> received = new ArrayList<>();

    private static byte[] bytes(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Buffer framed(int flag, byte[] message) {
        return Buffer.buffer()
                .appendByte((byte) flag)
                .appendInt(message.length)
                .appendBytes(message);
    }

    private void arrive(Buffer bytes) {
        frames.arrived(bytes);
        ReceivedMessage message;
        while ((message = frames.next()) != null) {
            ByteBuffer joined = message.joined();
            assertThat(joined.remaining()).isEqualTo(message.bytes());
            var copy = new byte[joined.remaining()];
            joined.get(copy);
            received.add(copy);
        }
    }

    @Test
    void messages_cutAnywhere_areTheSame() {
        byte[] first = bytes(7, 1);
        byte[] none = {};
        byte[] last = bytes(3, 2);
        Buffer whole = framed(0, first).appendBuffer(framed(1, none)).appendBuffer(framed(0, last));
        for (int cut = 0; cut <= whole.length(); cut++) {
            for (int again = cut; again <= whole.length(); again++) {
                received.clear();
                arrive(whole.getBuffer(0, cut));
                arrive(whole.getBuffer(cut, again));
                arrive(whole.getBuffer(again, whole.length()));
                frames.ended();
                assertThat(received).containsExactly(first, none, last);
            }
        }
    }

    @Test
    void messages_ofAnyLengthInPiecesOfAny_areTheSame() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        Buffer whole = Buffer.buffer();
        for (int length :
                new int[] {1, 16_384, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 700_000}) {
            byte[] message = bytes(length, random.nextLong());
            sent.add(message);
            whole.appendBuffer(framed(0, message));
        }
        for (int at = 0; at < whole.length(); ) {
            int end = Math.min(whole.length(), at + 1 + random.nextInt(100_000));
            arrive(whole.getBuffer(at, end));
            at = end;
        }
        frames.ended();
        assertThat(received).as("seed %d", seed).containsExactlyElementsOf(sent);
    }

    @Test
    void message_thatArrivesAsAWhole_isNotCopied() {
        Buffer bytes = framed(0, bytes(9, 3));
        frames.arrived(bytes);
        ReceivedMessage message = requireNonNull(frames.next());
        byte before = message.joined().slice().get(0);
        bytes.setByte(5, (byte) (before + 1));
        assertThat(message.joined().slice().get(0)).isEqualTo((byte) (before + 1));
    }

    @Test
    void message_counts_fromItsLengthOn() {
        arrive(Buffer.buffer().appendByte((byte) 0).appendInt(1000));
        assertThat(received).isEmpty();
        assertThat(all.count()).isEqualTo(1000);
        assertThatThrownBy(frames::ended)
                .hasMessageContaining("the call ends after 0 of a message's 1000 bytes");
    }

    @Test
    void garbage_behindAMessage_isFoundWhenThatIsTaken() {
        Buffer bytes = framed(0, bytes(4, 4)).appendByte((byte) 9);
        frames.arrived(bytes);
        assertThat(frames.next()).isNotNull();
        assertThatThrownBy(frames::next).hasMessageContaining("frame begins with 9");
    }

    @Test
    void message_framedForSending_isReadAgain() {
        ModelReadyRequest message = ModelReadyRequest.newBuilder().setName("fake").build();
        arrive(MessageFrames.framed(message, message.getSerializedSize()));
        assertThat(received).containsExactly(message.toByteArray());
    }
}
