package dev.berth.server;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;

/// Sends the JDK's requests over HTTP/2 without TLS. The JDK's own client would only try an upgrade
/// from HTTP/1.1, which the server does not do.
final class Http2Calls implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final HttpClientAgent client =
            vertx.createHttpClient(
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));

    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.valueOf(request.method()))
                        .setAbsoluteURI(request.uri().toString());
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> options.addHeader(name, value)));
        byte[] body = body(request);
        var answered = new CompletableFuture<HttpResponse<String>>();
        // Another thread may be notified of a response after its body has passed.
        context.runOnContext(
                begun ->
                        client.request(options)
                                .compose(
                                        sent ->
                                                request.bodyPublisher().isEmpty()
                                                        ? sent.send()
                                                        : sent.send(Buffer.buffer(body)))
                                .compose(answer -> whole(request, answer))
                                .onSuccess(answered::complete)
                                .onFailure(answered::completeExceptionally));
        return answered;
    }

    private static byte[] body(HttpRequest request) {
        var bytes = HttpResponse.BodySubscribers.ofByteArray();
        request.bodyPublisher()
                .orElse(HttpRequest.BodyPublishers.noBody())
                .subscribe(
                        new Flow.Subscriber<ByteBuffer>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                bytes.onSubscribe(subscription);
                            }

                            @Override
                            public void onNext(ByteBuffer item) {
                                bytes.onNext(List.of(item));
                            }

                            @Override
                            public void onError(Throwable failure) {
                                bytes.onError(failure);
                            }

                            @Override
                            public void onComplete() {
                                bytes.onComplete();
                            }
                        });
        return bytes.getBody().toCompletableFuture().join();
    }

    private static Future<HttpResponse<String>> whole(
            HttpRequest request, HttpClientResponse answer) {
        Map<String, List<String>> headers =
                answer.headers().names().stream()
                        .collect(Collectors.toMap(name -> name, answer.headers()::getAll));
        return answer.body()
                .map(
                        body ->
                                new Answer(
                                        request,
                                        answer.statusCode(),
                                        HttpHeaders.of(headers, (name, value) -> true),
                                        body.toString()));
    }

    private record Answer(HttpRequest request, int statusCode, HttpHeaders headers, String body)
            implements HttpResponse<String> {
        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_2;
        }
    }

    @Override
    public void close() {
        client.close().await();
        vertx.close().await();
    }
}
