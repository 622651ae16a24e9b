package dev.berth.verification.restarts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// JDK client with a pool of HTTP/1.1 connections.
final class JdkCaller implements Caller {
    private final Balancer balancer;
    private final HttpClient client = HttpClient.newHttpClient();

    JdkCaller(Balancer balancer) {
        this.balancer = balancer;
    }

    @Override
    public void call() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://" + balancer.choose().address() + Restarts.INFER))
                        .POST(BodyPublishers.ofString(Restarts.TENSORS))
                        .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
