package dev.berth.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resets the streams of one HTTP/2 connection whose client keeps their window closed. A client can
/// leave them so for ever and keep its connection alive with pings; nothing of that shows in what
/// waits for the network, since bytes beyond a window (RFC 9113, section 5.2) are not written. An
/// answer of which nothing was allowed for too long is cut off; the others continue.
///
/// What counts is a WINDOW_UPDATE: of the stream, or, if its own window is open, of the connection,
/// which other answers may use up meanwhile. A window that is as empty as before proves nothing,
/// since what was allowed may have been sent at once; nor does one that SETTINGS changed. Lives on
/// one event loop.
final class StalledResponseReaper {
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;
    private int connectionUpdates;

    private StalledResponseReaper(Http2ConnectionHandler handler) {
        this.handler = handler;
        this.connection = handler.connection();
        this.key = connection.newKey();
    }

    /// Begins to note what is allowed.
    static StalledResponseReaper of(Http2ConnectionHandler handler) {
        var answers = new StalledResponseReaper(handler);
        Http2FrameListener before = handler.decoder().frameListener();
        handler.decoder().frameListener(answers.new Updates(before));
        return answers;
    }

    /// Resets what has waited too long.
    ///
    /// @return how many streams
    int resetOverdue(long now, long nanosMax) {
        if (connection.numActiveStreams() == 0) {
            return 0;
        }
        List<Http2Stream> overdue = new ArrayList<>();
        try {
            var _ =
                    connection.forEachActiveStream(
                            stream -> {
                                if (waitingNanos(stream, now) > nanosMax) {
                                    overdue.add(stream);
                                }
                                return true;
                            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("looking at streams failed", e);
        }
        overdue.forEach(this::reset);
        return overdue.size();
    }

    /// How long nothing of what waits was allowed; 0 if nothing waits. Where something does, in a
    /// queue of Vert.x's or of Netty's, an answer has begun, has not ended, and may not be written.
    private long waitingNanos(Http2Stream stream, long now) {
        Http2RemoteFlowController flow = connection.remote().flowController();
        if (!stream.isHeadersSent() || !stream.state().localSideOpen() || flow.isWritable(stream)) {
            stream.removeProperty(key);
            return 0;
        }
        Waiting waiting = stream.getProperty(key);
        boolean allowed =
                waiting == null
                        || waiting.updates != waiting.updatesSeen
                        || (flow.windowSize(stream) > 0
                                && waiting.connectionUpdatesSeen != connectionUpdates);
        if (waiting == null) {
            waiting = new Waiting();
            stream.setProperty(key, waiting);
        }
        if (allowed) {
            waiting.updatesSeen = waiting.updates;
            waiting.connectionUpdatesSeen = connectionUpdates;
            waiting.sinceNanos = now;
        }
        return now - waiting.sinceNanos;
    }

    private void reset(Http2Stream stream) {
        ChannelHandlerContext context =
                connection.remote().flowController().channelHandlerContext();
        var _ =
                handler.encoder()
                        .writeRstStream(
                                context,
                                stream.id(),
                                Http2Error.CANCEL.code(),
                                context.newPromise());
        handler.flush(context);
    }

    /// A stream whose window is closed.
    private static final class Waiting {
        private long sinceNanos;
        private int updates;
        private int updatesSeen;
        private int connectionUpdatesSeen;
    }

    /// Listener for window updates.
    private final class Updates extends Http2FrameListenerDecorator {
        Updates(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment)
                throws Http2Exception {
            @Nullable Http2Stream stream = connection.stream(streamId);
            @Nullable Waiting waiting = stream == null ? null : stream.<Waiting>getProperty(key);
            if (streamId == Http2CodecUtil.CONNECTION_STREAM_ID) {
                connectionUpdates++;
            } else if (waiting != null) {
                waiting.updates++;
            }
            super.onWindowUpdateRead(context, streamId, increment);
        }
    }
}
