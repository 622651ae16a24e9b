package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.time.ManualTime;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionReaperTest {
    private static final long NEVER = TimeUnit.HOURS.toNanos(1);

    private final ManualTime time = new ManualTime();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ConnectionReaper watch =
            ConnectionReaper.on(
                    channel.eventLoop(), new ConnectionReaper.Times(NEVER, NEVER, NEVER), time);

    private ConnectionProgressHandler arrived() {
        return new ConnectionProgressHandler(
                watch, new HttpServerOptions(), new ChannelInboundHandlerAdapter());
    }

    @Test
    void stop_connectionsBeforeAndAfter_areClosed() {
        channel.pipeline().addLast(arrived());
        assertThat(channel.isOpen()).isTrue();

        watch.stop();
        assertThat(channel.isOpen()).isFalse();
        assertThat(new EmbeddedChannel(arrived()).isOpen()).isFalse();
    }

    @Test
    void countUnsettled_connection_isUntilItHasBeenQuietForAQuarterOfASecond() {
        channel.pipeline().addLast(arrived());
        assertThat(watch.countUnsettled()).isEqualTo(1);
        time.advance(Duration.ofMillis(249));
        channel.writeInbound(Unpooled.buffer(1));
        assertThat(watch.countUnsettled()).isEqualTo(1);
        time.advance(Duration.ofMillis(249));
        assertThat(watch.countUnsettled()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        assertThat(watch.countUnsettled()).isZero();
    }

    @Test
    void look_connectionThatCannotBeWatched_isClosedAndTheLooksGoOn() {
        channel.pipeline()
                .addLast(arrived())
                .addLast("httpDecoder", new HttpRequestDecoder())
                // Taken: Arrived cannot add its own.
                .addLast("berth-requests", new ChannelInboundHandlerAdapter());

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        long next = channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(next).isPositive();
    }
}
