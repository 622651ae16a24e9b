package dev.berth.serving.execution;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.SessionPosition;
import dev.berth.core.system.SessionSettings;
import dev.berth.serving.thread.DeadlineSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sessions of one model, of all its versions. Thread-safe: one lock, held for some hundred
/// nanoseconds and never while anything is called.
///
/// One request of a session is in flight at a time; the others wait here in their order. A request
/// reads the state when its turn comes and writes the next one when it is answered; one that fails
/// or is given up writes nothing. Sessions lie in the order of their last use, so that those that
/// have been idle for too long are at the front.
final class SessionStore implements DeadlineSource {
    /// Requests of one session that wait for each other. A caller that streams has a few.
    static final int WAITING_MAX = 64;

    /// Sessions of which it is known that they expired. Those before are unknown.
    private static final int EXPIRED_KEPT_MAX = 10_000;

    private final ModelName model;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<Session.Key, Session> sessions =
            new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Session.Key, Boolean> idled = new LinkedHashMap<>();

    /// The requests that wait, of all sessions.
    private final Set<SessionCall> waiting = new LinkedHashSet<>();

    private boolean watched;

    /// Of the version that was leased last.
    private long idleNanos;

    private long bytes;
    private long begun;
    private long expired;
    private long refused;

    SessionStore(ModelName model, LongSupplier nanoTime) {
        this.model = model;
        this.nanoTime = nanoTime;
    }

    /// Result of adding a request: it begins now, waits, or is refused.
    record Entry(boolean begins, @Nullable Problem refusal) {
        static final Entry BEGINS = new Entry(true, null);
        static final Entry WAITS = new Entry(false, null);

        static Entry refused(Problem problem) {
            return new Entry(false, problem);
        }
    }

    synchronized Entry enter(SessionCall call) {
        SessionSettings settings = call.via().requireSessions().settings();
        long now = nanoTime.getAsLong();
        idleNanos = settings.idle().toNanos();
        expire(now);
        SessionPosition position = call.position();
        Session session = sessions.get(call.key());
        if (session == null) {
            if (!position.starts()) {
                return Entry.refused(
                        idled.containsKey(call.key())
                                ? SessionProblems.idle(
                                        call.via().reference(), position, settings.idle())
                                : SessionProblems.unknown(call.via().reference(), position));
            }
            if (position.ends()) {
                // All of a session in one request: there is nothing to keep.
                return Entry.BEGINS;
            }
            Problem full = full(call, settings);
            if (full != null) {
                refused++;
                return Entry.refused(full);
            }
            session = new Session(call.key());
            session.bytes = call.via().requireSessions().tensors().byteCount();
            bytes += session.bytes;
            sessions.put(call.key(), session);
        }
        session.usedNanos = now;
        if (session.busy) {
            if (session.waiting.size() >= WAITING_MAX) {
                return Entry.refused(
                        SessionProblems.tooManyWaiting(
                                call.via().reference(), position, WAITING_MAX));
            }
            int waitingMax = call.via().modelPackage().limits().queueRowsMax();
            if (waiting.size() >= waitingMax) {
                return Entry.refused(
                        SessionProblems.tooManyWaiting(call.via().reference(), waitingMax));
            }
            session.waiting.add(call);
            waiting.add(call);
            call.joined(session);
            return Entry.WAITS;
        }
        session.busy = true;
        call.joined(session);
        return Entry.BEGINS;
    }

    private @Nullable Problem full(SessionCall call, SessionSettings settings) {
        ModelInstance via = call.via();
        if (sessions.size() >= settings.sessionsMax()) {
            return SessionProblems.tooMany(
                    via.reference(), sessions.size(), settings.sessionsMax());
        }
        long all = bytes + via.requireSessions().tensors().byteCount();
        return all > settings.bytesMax()
                ? SessionProblems.tooManyBytes(via.reference(), all, settings.bytesMax())
                : null;
    }

    /// Forgets sessions that have been idle for too long, the least recently used first.
    private void expire(long now) {
        Iterator<Session> eldest = sessions.values().iterator();
        while (eldest.hasNext()) {
            Session session = eldest.next();
            if (now - session.usedNanos < idleNanos) {
                return;
            }
            if (!session.busy) {
                eldest.remove();
                bytes -= session.bytes;
                expired++;
                rememberIdled(session.key());
            }
        }
    }

    private void rememberIdled(Session.Key key) {
        idled.put(key, true);
        if (idled.size() > EXPIRED_KEPT_MAX) {
            idled.remove(idled.keySet().iterator().next());
        }
    }

    /// What a session holds; of its request that is in flight only.
    record Held(@Nullable StateSnapshot state, @Nullable ModelInstance owner) {}

    synchronized Held held(Session session) {
        return new Held(session.state, session.owner);
    }

    /// Gives up the state that no version continues.
    synchronized void giveUp(Session session) {
        session.state = null;
        session.owner = null;
        expired++;
    }

    /// Writes the state that a request leaves, and ends the request.
    ///
    /// @param state null if the session is ended
    /// @return the request whose turn it is
    synchronized @Nullable SessionCall commit(
            Session session, @Nullable StateSnapshot state, ModelInstance owner) {
        if (session.state == null && state != null) {
            begun++;
            idled.remove(session.key());
        }
        session.state = state;
        session.owner = state == null ? null : owner;
        return next(session);
    }

    /// Ends a request that leaves the state as it was.
    ///
    /// @return the request whose turn it is
    synchronized @Nullable SessionCall next(Session session) {
        session.usedNanos = nanoTime.getAsLong();
        // To the end of the order of use.
        var _ = sessions.get(session.key());
        SessionCall next = session.waiting.poll();
        if (next != null) {
            waiting.remove(next);
            return next;
        }
        session.busy = false;
        if (session.state == null || session.abandoned) {
            remove(session);
            return null;
        }
        long kept = Objects.requireNonNull(session.state).byteCount();
        bytes += kept - session.bytes;
        session.bytes = kept;
        return null;
    }

    /// Ends a session, after the requests of it that are there.
    synchronized void end(Session.Key key) {
        Session session = sessions.get(key);
        if (session != null) {
            session.abandoned = true;
            if (!session.busy) {
                remove(session);
            }
        }
    }

    private void remove(Session session) {
        sessions.remove(session.key());
        bytes -= session.bytes;
    }

    /// Takes a request that still waits out.
    synchronized boolean withdraw(Session session, SessionCall call) {
        waiting.remove(call);
        return session.waiting.remove(call);
    }

    /// Takes all requests out that wait for others and were sent to this version.
    List<SessionCall> withdrawAll(ModelInstance via) {
        return withdrawAll(call -> call.via() == via);
    }

    private synchronized List<SessionCall> withdrawAll(Predicate<SessionCall> wanted) {
        List<SessionCall> all = waiting.stream().filter(wanted).toList();
        for (SessionCall call : all) {
            waiting.remove(call);
            Objects.requireNonNull(call.session()).waiting.remove(call);
        }
        return all;
    }

    @Override
    public OptionalLong endLate(long nowNanos) {
        withdrawAll(call -> call.deadlineNanos() - nowNanos < 0).forEach(SessionCall::expire);
        synchronized (this) {
            return waiting.stream().mapToLong(SessionCall::deadlineNanos).min();
        }
    }

    @Override
    public synchronized boolean needsWatch() {
        boolean needed = !watched;
        watched = true;
        return needed;
    }

    @Override
    public synchronized void unwatched() {
        watched = false;
    }

    @Override
    public synchronized boolean isIdle() {
        return waiting.isEmpty();
    }

    /// Its state now; sessions that have been idle for too long are forgotten before, so that
    /// memory is given back without requests.
    synchronized SessionStatus status() {
        expire(nanoTime.getAsLong());
        return new SessionStatus(model, sessions.size(), bytes, begun, expired, refused);
    }
}
