package dev.berth.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.ModelReadyRequest;
import dev.berth.server.memory.InFlightByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class MessageFramesTest {
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    private final InFlightByteBudget all = new InFlightByteBudget(1 << 30);
    private final MessageMemory memory = new MessageMemory(all.loop());
    private final MessageFrames frames =
            new MessageFrames(MessageCoding.GZIP, MESSAGE_BYTES_MAX, memory);
    private final List<byte[]> received = new ArrayList<>();

    private static byte[] bytes(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuf framed(int flag, byte[] message) {
        return Unpooled.buffer().writeByte(flag).writeInt(message.length).writeBytes(message);
    }

    private void arrive(ByteBuf bytes) {
        frames.append(bytes);
        ReceivedMessage message;
        while ((message = frames.next()) != null) {
            ByteBuffer joined = message.joined();
            assertThat(joined.remaining()).isEqualTo(message.bytes());
            var copy = new byte[joined.remaining()];
            joined.get(copy);
            received.add(copy);
        }
        frames.keepRest();
    }

    @Test
    void messages_cutAnywhere_areTheSame() {
        byte[] first = bytes(7, 1);
        byte[] none = {};
        byte[] last = bytes(3, 2);
        ByteBuf whole = framed(0, first).writeBytes(framed(1, none)).writeBytes(framed(0, last));
        int length = whole.readableBytes();
        for (int cut = 0; cut <= length; cut++) {
            for (int again = cut; again <= length; again++) {
                received.clear();
                arrive(whole.slice(0, cut));
                arrive(whole.slice(cut, again - cut));
                arrive(whole.slice(again, length - again));
                frames.ended();
                assertThat(received).containsExactly(first, none, last);
            }
        }
    }

    @Test
    void messages_ofAnyLengthInPiecesOfAny_areTheSame() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        ByteBuf whole = Unpooled.buffer();
        for (int length :
                new int[] {1, 16_384, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 700_000}) {
            byte[] message = bytes(length, random.nextLong());
            sent.add(message);
            whole.writeBytes(framed(0, message));
        }
        while (whole.isReadable()) {
            arrive(whole.readSlice(Math.min(whole.readableBytes(), 1 + random.nextInt(100_000))));
        }
        frames.ended();
        assertThat(received).as("seed %d", seed).containsExactlyElementsOf(sent);
    }

    @Test
    void messages_whenTheNetworkTakesItsBytesBack_areStillThere() {
        byte[] first = bytes(9, 3);
        byte[] second = bytes(9, 4);
        ByteBuf bytes = framed(0, first).writeBytes(framed(0, second));
        frames.append(bytes);
        ReceivedMessage taken = requireNonNull(frames.next());
        frames.keepRest();
        var _ = bytes.setZero(0, bytes.capacity());

        assertThat(taken.joined()).isEqualTo(ByteBuffer.wrap(first));
        assertThat(requireNonNull(frames.next()).joined()).isEqualTo(ByteBuffer.wrap(second));
    }

    @Test
    void message_counts_fromItsLengthOn() {
        arrive(Unpooled.buffer().writeByte(0).writeInt(1000));
        assertThat(received).isEmpty();
        assertThat(all.count()).isEqualTo(1000);
        assertThatThrownBy(frames::ended)
                .hasMessageContaining("the call ends after 0 of a message's 1000 bytes");
    }

    @Test
    void garbage_behindAMessage_isFoundWhenThatIsTaken() {
        frames.append(framed(0, bytes(4, 4)).writeByte(9));
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
