package dev.berth.client.balancing;

import dev.berth.protocol.json.JsonValueReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/// Resolver that polls the Kubernetes API server for the EndpointSlices of a Service. A failed
/// request keeps the known servers.
///
/// A watch would report changes sooner, but must be resumed after each break, with another list
/// after a long one. A list every few seconds is one small request per client; until the next one,
/// retries and ejection cover the end of a pod.
final class KubernetesSource implements ServerResolver {
    private static final int CONNECT_MILLIS = 2_000;
    private static final long ANSWER_MILLIS = 10_000;

    /// Far more than the slices of a Service with a thousand pods.
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    private final ServerDiscovery.Kubernetes wanted;
    private final Vertx vertx;
    private final ServerGroup group;
    private final HttpClient client;
    private volatile boolean closed;

    private KubernetesSource(ServerDiscovery.Kubernetes wanted, Vertx vertx, ServerGroup group) {
        this.wanted = wanted;
        this.vertx = vertx;
        this.group = group;
        var options =
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setSsl(wanted.api().getScheme().equals("https"));
        wanted.authorities()
                .ifPresent(
                        file ->
                                options.setTrustOptions(
                                        new PemTrustOptions().addCertPath(file.toString())));
        this.client = HttpClients.open(vertx, vertx.httpClientBuilder().with(options));
    }

    static KubernetesSource begin(
            ServerDiscovery.Kubernetes wanted, Vertx vertx, ServerGroup group) {
        var source = new KubernetesSource(wanted, vertx, group);
        source.poll();
        return source;
    }

    private void poll() {
        if (closed) {
            return;
        }
        token().compose(this::list)
                .onSuccess(this::found)
                .onFailure(failure -> group.unresolved(wanted.api() + ": " + failure))
                .onComplete(done -> vertx.setTimer(wanted.interval().toMillis(), id -> poll()));
    }

    /// Read each time: Kubernetes replaces the token before it expires.
    private Future<String> token() {
        return wanted.token()
                .map(
                        file ->
                                vertx.executeBlocking(
                                        () ->
                                                Files.readString(file, StandardCharsets.UTF_8)
                                                        .strip(),
                                        false))
                .orElse(Future.succeededFuture(""));
    }

    private Future<Buffer> list(String token) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(
                                wanted.api()
                                        + "/apis/discovery.k8s.io/v1/namespaces/"
                                        + wanted.namespace()
                                        + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D"
                                        + wanted.service())
                        .setIdleTimeout(ANSWER_MILLIS)
                        .putHeader("accept", "application/json");
        if (!token.isEmpty()) {
            options.putHeader("authorization", "Bearer " + token);
        }
        return client.request(options)
                .compose(
                        request ->
                                request.send()
                                        .compose(
                                                response ->
                                                        response.statusCode() == 200
                                                                ? whole(response)
                                                                : Future.failedFuture(
                                                                        "answered "
                                                                                + response
                                                                                        .statusCode())));
    }

    private static Future<Buffer> whole(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(
                part -> {
                    body.appendBuffer(part);
                    if (body.length() > ANSWER_BYTES_MAX) {
                        var _ = response.request().reset();
                    }
                });
        return response.end().map(end -> body);
    }

    private void found(Buffer body) {
        if (closed) {
            return;
        }
        try {
            group.replace(
                    EndpointSlices.ready(JsonValueReader.read(body.getBytes()), wanted.portName()));
        } catch (RuntimeException e) {
            group.unresolved(wanted.api() + " answered with what cannot be read: " + e);
        }
    }

    @Override
    public void close() {
        closed = true;
        HttpClients.close(client).await();
    }
}
