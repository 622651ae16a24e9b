package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class TokenVerificationPoolTest {
    @Test
    void submit_moreThanMayWait_isRefusedWithWhenToComeBack() throws InterruptedException {
        try (var verifications = new TokenVerificationPool(1, 2)) {
            var begun = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var done = new CountDownLatch(3);
            verifications.submit(
                    () -> {
                        begun.countDown();
                        await(go);
                        done.countDown();
                    });
            await(begun);
            verifications.submit(done::countDown);
            verifications.submit(done::countDown);
            ProblemException refused =
                    catchThrowableOfType(
                            ProblemException.class, () -> verifications.submit(() -> {}));
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.QUEUE_FULL);
            assertThat(refused.problem().message()).endsWith("than may: 2");
            assertThat(refused.problem().retryAfter()).isPresent();
            go.countDown();
            Await.zero(done);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
