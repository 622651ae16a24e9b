package dev.berth.catalog.artifact;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Subscriber that writes an HTTP response to a file as it arrives, up to a limit, and reports its
/// progress.
final class DownloadSubscriber implements BodySubscriber<Optional<Integer>> {
    private final Path file;
    private final String source;
    private final long bytesMax;
    private final TransferProgress progress;
    private final CompletableFuture<Optional<Integer>> body = new CompletableFuture<>();
    private OptionalLong bytesTotal = OptionalLong.empty();
    private @Nullable FileChannel channel;
    private Flow.@Nullable Subscription subscription;
    private final AtomicLong bytesDone = new AtomicLong();

    DownloadSubscriber(Path file, String source, long bytesMax, TransferProgress progress) {
        this.file = file;
        this.source = source;
        this.bytesMax = bytesMax;
        this.progress = progress;
    }

    /// Begins to write at the offset; what lies behind it is dropped.
    DownloadSubscriber open(long offset, OptionalLong bytesToCome) {
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.truncate(offset).position(offset);
            bytesDone.set(offset);
            if (bytesToCome.isPresent()) {
                bytesTotal = OptionalLong.of(offset + bytesToCome.getAsLong());
            }
        } catch (IOException e) {
            body.completeExceptionally(e);
        }
        return this;
    }

    long bytesDone() {
        return bytesDone.get();
    }

    @Override
    public CompletionStage<Optional<Integer>> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        if (bytesTotal.orElse(0) > bytesMax) {
            fail(new TooLongException(bytesTotal.getAsLong(), bytesMax));
        } else if (body.isDone()) {
            started.cancel();
        } else {
            started.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (body.isDone() || channel == null) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                if (bytesDone.get() + buffer.remaining() > bytesMax) {
                    fail(new TooLongException(bytesDone.get() + buffer.remaining(), bytesMax));
                    return;
                }
                while (buffer.hasRemaining()) {
                    bytesDone.addAndGet(channel.write(buffer));
                }
            }
            progress.transferred(source, bytesDone.get(), bytesTotal);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        if (subscription != null) {
            subscription.cancel();
        }
        close();
        body.completeExceptionally(cause);
    }

    @Override
    public void onError(Throwable cause) {
        close();
        body.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        close();
        body.complete(Optional.empty());
    }

    private void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            body.completeExceptionally(e);
        }
    }

    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(long bytes, long bytesMax) {
            super(bytes + " bytes or more (expected: at most " + bytesMax + ")");
        }
    }
}
