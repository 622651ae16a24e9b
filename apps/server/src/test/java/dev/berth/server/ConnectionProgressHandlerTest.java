package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionProgressHandlerTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Server server = new Server();

    ConnectionProgressHandlerTest() {
        long never = TimeUnit.HOURS.toNanos(1);
        var watch =
                ConnectionReaper.on(
                        channel.eventLoop(),
                        new ConnectionReaper.Times(never, never, never),
                        () -> 0);
        channel.pipeline()
                .addLast(new ConnectionProgressHandler(watch, new HttpServerOptions(), server));
    }

    private static final class Server extends ChannelInboundHandlerAdapter {
        private final List<Object> received = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received.add(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            received.add(cause);
        }
    }

    @Test
    void server_joinsWithTheFirstBytes_andHearsAll() {
        assertThat(channel.pipeline().get(Server.class)).isNull();

        var first = Unpooled.buffer(1);
        var second = Unpooled.buffer(1);
        channel.writeInbound(first, second);

        assertThat(server.received).containsExactly(first, second);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void failure_beforeTheFirstBytes_closesTheConnection() {
        channel.pipeline().fireExceptionCaught(new IOException("connection reset"));

        assertThat(channel.isOpen()).isFalse();
        channel.checkException();
    }

    @Test
    void failure_afterTheFirstBytes_isTheServers() {
        var first = Unpooled.buffer(1);
        channel.writeInbound(first);
        var failure = new IOException("connection reset");
        channel.pipeline().fireExceptionCaught(failure);

        assertThat(server.received).containsExactly(first, failure);
    }
}
