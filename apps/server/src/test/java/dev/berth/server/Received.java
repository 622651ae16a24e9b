package dev.berth.server;

import dev.berth.testkit.Await;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Messages and status of a call.
final class Received<T> implements StreamObserver<T> {
    private final BlockingQueue<T> values = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void onNext(T value) {
        values.add(value);
    }

    @Override
    public void onError(Throwable failure) {
        ends.add(Status.fromThrowable(failure).toString());
    }

    @Override
    public void onCompleted() {
        ends.add("completed");
    }

    /// What has come and was not yet taken by [#next()].
    List<T> all() {
        return List.copyOf(values);
    }

    T next() throws InterruptedException {
        return Await.next(values);
    }

    String end() throws InterruptedException {
        return Await.next(ends);
    }
}
