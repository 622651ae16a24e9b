package dev.berth.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;

/// The machine's transport, with every accepted connection under [ConnectionReaper] from its first
/// moment, and under nothing else before its first byte. Vert.x calls its users only when a request
/// has been read, which is too late for a client that never sends one; its transport is the one
/// place before. Thread-safe.
///
/// Also bounds what the system keeps of answers for each connection. Left alone, Linux takes up to
/// 4 MB for a client that reads nothing, and a few hundred of these take what all connections of
/// the machine have together.
final class WatchedTransport implements Transport {
    /// Bytes that the system takes and cannot send yet, beyond which it takes no more until half of
    /// them are sent. What is on its way does not count, so that distant clients are not slowed.
    /// Over-run by one packet of 64 KB at most.
    private static final int UNSENT_BYTES_MAX = 256 * 1024;

    /// Of the listening socket, which every accepted one has it from. Source: tcp(7); netinet/in.h
    /// and netinet/tcp.h of Linux.
    private static final ChannelOption<Integer> TCP_NOTSENT_LOWAT =
            new IntegerUnixChannelOption("TCP_NOTSENT_LOWAT", 6, 25);

    private final Transport machine;
    private final boolean isLinux;
    private final HttpServerOptions http1;
    private final Connections connections;
    private final ConnectionWatches watches;
    private final ListeningSockets listening;

    private WatchedTransport(
            io.vertx.core.transport.Transport machine,
            HttpServerOptions http1,
            Connections connections,
            ConnectionWatches watches,
            ListeningSockets listening) {
        this.listening = listening;
        this.machine = machine.implementation();
        this.isLinux = machine.name().equals("epoll");
        this.http1 = http1;
        this.connections = connections;
        this.watches = watches;
    }

    /// The native transport where there is one, otherwise the JDK's, under watch.
    ///
    /// @param http1 how long lines and headers may be
    /// @param connections admits those that are accepted
    /// @param watches have them until they end
    /// @param listening is notified of the sockets that accept them
    static io.vertx.core.transport.Transport of(
            HttpServerOptions http1,
            Connections connections,
            ConnectionWatches watches,
            ListeningSockets listening) {
        io.vertx.core.transport.Transport best = best();
        var watched = new WatchedTransport(best, http1, connections, watches, listening);
        return new io.vertx.core.transport.Transport() {
            @Override
            public String name() {
                return best.name();
            }

            @Override
            public boolean available() {
                return best.available();
            }

            @Override
            public Throwable unavailabilityCause() {
                return best.unavailabilityCause();
            }

            @Override
            public Transport implementation() {
                return watched;
            }
        };
    }

    private static io.vertx.core.transport.Transport best() {
        var offered = io.vertx.core.transport.Transport.nativeTransport();
        return offered != null && offered.available()
                ? offered
                : io.vertx.core.transport.Transport.NIO;
    }

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
        machine.configure(options, domain, bootstrap);
        if (isLinux) {
            bootstrap.option(TCP_NOTSENT_LOWAT, UNSENT_BYTES_MAX);
        }
        bootstrap.handler(new Accepting());
        bootstrap.childHandler(new Accepted(bootstrap.config().childHandler()));
    }

    /// Handler that sees each accepted connection first.
    @Sharable
    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            listening.opened(ctx.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Channel accepted && !connections.admit(accepted)) {
                accepted.unsafe().closeForcibly();
                return;
            }
            ctx.fireChannelRead(message);
        }
    }

    /// Initializer that puts each connection under watch, and nothing else behind it yet.
    private final class Accepted extends ChannelInitializer<Channel> {
        private final ChannelHandler server;

        /// @param server sets up all that answers
        Accepted(ChannelHandler server) {
            this.server = server;
        }

        @Override
        protected void initChannel(Channel channel) {
            ConnectionReaper watch = watches.of(channel.eventLoop());
            channel.pipeline().addLast(new ConnectionProgressHandler(watch, http1, server));
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return machine.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return machine.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return machine.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return machine.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return machine.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return machine.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return machine.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
            int type, int threads, ThreadFactory factory, int ioRatio) {
        return machine.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return machine.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x's interface has it.
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return machine.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
        return machine.channelFactory(domain);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domain) {
        return machine.serverChannelFactory(domain);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        machine.configure(channel, options);
    }

    @Override
    public void configure(
            ClientOptionsBase options, int timeout, boolean domain, Bootstrap bootstrap) {
        machine.configure(options, timeout, domain, bootstrap);
    }
}
