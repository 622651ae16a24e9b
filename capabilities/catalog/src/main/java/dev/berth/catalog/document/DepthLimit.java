package dev.berth.catalog.document;

import java.util.Optional;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/// Parser whose events nest no deeper than a limit: composing recurses with them, and fails here
/// before the stack overflows.
final class DepthLimit implements Parser {
    private final Parser parser;
    private final int depthMax;
    private int depth;

    DepthLimit(Parser parser, int depthMax) {
        this.parser = parser;
        this.depthMax = depthMax;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> depth++;
            case MappingEnd, SequenceEnd -> depth--;
            case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
        }
        if (depth > depthMax) {
            throw new TooDeep(event.getStartMark());
        }
        return event;
    }

    /// An event is nested too deep.
    static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Optional<Mark> mark;

        private TooDeep(Optional<Mark> mark) {
            this.mark = mark;
        }

        /// Where.
        Optional<Mark> mark() {
            return mark;
        }
    }
}
