package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class Http2WriteConsolidatorTest {
    private final Http2ConnectionHandler http2 =
            new Http2ConnectionHandlerBuilder()
                    .server(true)
                    .frameListener(new Http2FrameAdapter())
                    .build();
    private final EmbeddedChannel channel = new EmbeddedChannel(http2);

    Http2WriteConsolidatorTest() {
        Http2WriteConsolidator.begin(channel.pipeline());
        flush();
        channel.releaseOutbound();
    }

    private ChannelPromise write(byte[] bytes) {
        ChannelPromise promise = channel.newPromise();
        var _ = channel.pipeline().context(http2).write(Unpooled.wrappedBuffer(bytes), promise);
        return promise;
    }

    private void flush() {
        channel.flush();
        channel.runPendingTasks();
    }

    private List<byte[]> written() {
        List<byte[]> written = new ArrayList<>();
        ByteBuf buffer;
        while ((buffer = channel.readOutbound()) != null) {
            var bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            buffer.release();
            written.add(bytes);
        }
        return written;
    }

    @Test
    void frames_untilAFlush_areOneWriteThatTellsAll() {
        ChannelPromise one = write(new byte[] {1});
        ChannelPromise two = write(new byte[] {2, 3});
        assertThat(written()).isEmpty();
        assertThat(one.isDone()).isFalse();
        flush();
        assertThat(written()).containsExactly(new byte[] {1, 2, 3});
        assertThat(one.isSuccess()).isTrue();
        assertThat(two.isSuccess()).isTrue();
    }

    @Test
    void frames_ofAnyLength_keepTheirOrder() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var sent = Unpooled.buffer();
        List<ChannelPromise> promises = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            var bytes =
                    new byte[random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(90)];
            random.nextBytes(bytes);
            sent.writeBytes(bytes);
            promises.add(write(bytes));
            if (random.nextInt(40) == 0) {
                flush();
            }
        }
        flush();
        var received = Unpooled.buffer();
        written().forEach(received::writeBytes);
        assertThat(received).as("seed %d", seed).isEqualTo(sent);
        assertThat(promises).allMatch(ChannelPromise::isSuccess);
    }

    @Test
    void frames_ofAConnectionThatIsClosed_areWrittenBefore() {
        ChannelPromise promise = write(new byte[] {1});
        var _ = channel.pipeline().context(http2).close();
        channel.runPendingTasks();
        assertThat(promise.isDone()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void frames_ofAConnectionThatIsLost_failAndAreFreed() {
        ByteBuf bytes = Unpooled.buffer().writeByte(1);
        ChannelPromise promise = channel.newPromise();
        var _ = channel.pipeline().context(http2).write(bytes, promise);
        channel.pipeline().fireChannelInactive();
        assertThat(promise.isDone()).isTrue();
        assertThat(promise.isSuccess()).isFalse();
        assertThat(bytes.refCnt()).isZero();
    }
}
