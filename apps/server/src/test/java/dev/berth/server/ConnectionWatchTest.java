package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void look_connectionThatCannotBeWatched_isClosedAndTheLooksGoOn() {
        var never = TimeUnit.HOURS.toNanos(1);
        var watch =
                ConnectionWatch.on(
                        channel.eventLoop(), new ConnectionWatch.Times(never, never, never));
        channel.pipeline()
                .addLast(
                        new Arrived(
                                watch, new HttpServerOptions(), new ChannelInboundHandlerAdapter()))
                .addLast("httpDecoder", new HttpRequestDecoder())
                // Taken: Arrived cannot add its own.
                .addLast("berth-requests", new ChannelInboundHandlerAdapter());

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        long next = channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(next).isPositive();
    }
}
