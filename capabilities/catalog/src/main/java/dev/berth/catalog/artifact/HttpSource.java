package dev.berth.catalog.artifact;

import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Files from web servers, into a partial file of the cache.
///
/// A transfer that broke off is resumed by a range request, which is safe because the whole is
/// verified by its digest afterwards. Redirects are followed, except from https to http.
final class HttpSource {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final ContentCache cache;
    private final HttpLimits limits;
    private final TransferProgress progress;

    HttpSource(ContentCache cache, HttpLimits limits, TransferProgress progress) {
        this.cache = cache;
        this.limits = limits;
        this.progress = progress;
    }

    /// The file in the cache, verified.
    Path fetch(Source.Http source, Sha256 expected) throws IOException {
        Path guard = cache.partials().resolve(expected.hex() + ".guard");
        try (FileChannel channel =
                        FileChannel.open(
                                guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = tryLock(channel)) {
            // Where another process is at it: rather fetch twice than wait for a process that may
            // hang.
            Path partial = held == null ? cache.newPartial() : resumable(expected);
            return fetchInto(source, expected, partial);
        }
    }

    private Path resumable(Sha256 expected) throws IOException {
        Path partial = cache.partials().resolve(expected.hex() + ".part");
        if (!Files.exists(partial)) {
            Files.createFile(partial);
        }
        return partial;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Path fetchInto(Source.Http source, Sha256 expected, Path partial) throws IOException {
        boolean resumed = transfer(source, partial, Files.size(partial));
        Sha256 found = Digests.ofFile(partial);
        if (!found.equals(expected) && resumed) {
            // What lay there may have been of another file: once more from the start.
            transfer(source, partial, 0);
            found = Digests.ofFile(partial);
        }
        if (!found.equals(expected)) {
            Files.delete(partial);
            throw ArtifactProblems.checksum(
                    source.toString(),
                    found,
                    expected,
                    "correct `sha256` if the file was meant to change; otherwise do not trust it");
        }
        return cache.adopt(partial, expected);
    }

    /// Whether the transfer continued from `offset`, above 0.
    private boolean transfer(Source.Http source, Path partial, long offset) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(limits.connect())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(source.address()).timeout(limits.stall()).GET();
            if (offset > 0) {
                request.header("Range", "bytes=" + offset + "-");
            }
            var sink =
                    new DownloadSubscriber(partial, source.toString(), limits.bytesMax(), progress);
            CompletableFuture<HttpResponse<Optional<Integer>>> response =
                    client.sendAsync(request.build(), info -> subscriber(info, sink, offset));
            try {
                return isResumed(source, partial, await(source, response, sink), offset);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static HttpResponse.BodySubscriber<Optional<Integer>> subscriber(
            HttpResponse.ResponseInfo info, DownloadSubscriber sink, long offset) {
        return switch (info.statusCode()) {
            case OK -> sink.open(0, info.headers().firstValueAsLong("Content-Length"));
            case PARTIAL -> sink.open(offset, info.headers().firstValueAsLong("Content-Length"));
            default -> HttpResponse.BodySubscribers.replacing(Optional.of(info.statusCode()));
        };
    }

    private boolean isResumed(Source.Http source, Path partial, int status, long offset)
            throws IOException {
        return switch (status) {
            case OK -> false;
            case PARTIAL -> true;
            case RANGE_NOT_SATISFIABLE -> {
                if (offset == 0) {
                    throw refused(source, status);
                }
                // What is here is at least as long as the file: it may be the whole.
                yield Files.size(partial) > 0;
            }
            default -> throw refused(source, status);
        };
    }

    private static RuntimeException refused(Source.Http source, int status) {
        return ArtifactProblems.unavailable(
                source.toString(),
                "the server answered " + status,
                status == 401 || status == 403
                        ? "use an address that needs no credentials"
                        : "look at the address",
                null);
    }

    /// Waits for the end of the transfer as long as it makes progress.
    private int await(
            Source.Http source,
            CompletableFuture<? extends HttpResponse<?>> response,
            DownloadSubscriber sink) {
        long done = -1;
        while (true) {
            try {
                return response.get(limits.stall().toMillis(), TimeUnit.MILLISECONDS).statusCode();
            } catch (TimeoutException e) {
                if (sink.bytesDone() == done) {
                    response.cancel(true);
                    throw ArtifactProblems.unavailable(
                            source.toString(),
                            "no byte came for " + limits.stall().toSeconds() + " s",
                            "try again: the transfer continues where it stopped",
                            e);
                }
                done = sink.bytesDone();
            } catch (ExecutionException e) {
                throw failed(source, e);
            } catch (InterruptedException e) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                throw ArtifactProblems.unavailable(
                        source.toString(), "the transfer was interrupted", "try again", e);
            }
        }
    }

    private static RuntimeException failed(Source.Http source, ExecutionException e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof DownloadSubscriber.TooLongException tooLong) {
                return ArtifactProblems.hostile(
                        source.toString(), ArtifactProblems.reason(tooLong), tooLong);
            }
            cause = cause.getCause();
        }
        Throwable first = e.getCause() == null ? e : e.getCause();
        return ArtifactProblems.unavailable(
                source.toString(),
                ArtifactProblems.reason(first),
                "look at the address and the network, then try again: the transfer continues where"
                        + " it stopped",
                first);
    }
}
