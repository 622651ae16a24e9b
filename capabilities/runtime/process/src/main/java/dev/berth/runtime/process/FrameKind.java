package dev.berth.runtime.process;

/// Type of a frame. Both sides are of one build, so that numbers may change.
enum FrameKind {
    /// Server: load this artifact.
    LOAD(1),
    /// Worker: it is loaded, and this is what it is.
    LOADED(2),
    /// Worker: the command failed.
    PROBLEM(3),
    /// Server: connect for a line of this number.
    CONNECT(4),
    /// Worker, first on a connection: the number of its line.
    HELLO(5),
    /// Server, of a line: end this run.
    TERMINATE(6),
    /// Server, on a line: open an execution.
    OPEN(7),
    /// Worker: it is open.
    OPENED(8),
    /// Server, on a line: use this file as memory from now on.
    MAP(9),
    /// Worker: the file is mapped and may be deleted.
    MAPPED(10),
    /// Server, on a line: run, with these inputs in the memory.
    RUN(11),
    /// Worker: the outputs lie there in the memory.
    DONE(12),
    /// Worker: the outputs need so much memory.
    NEED(13),
    /// Server, on a line: put the outputs into the memory that was given for them.
    COLLECT(14);

    private final int number;

    FrameKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static FrameKind of(int number) {
        return switch (number) {
            case 1 -> LOAD;
            case 2 -> LOADED;
            case 3 -> PROBLEM;
            case 4 -> CONNECT;
            case 5 -> HELLO;
            case 6 -> TERMINATE;
            case 7 -> OPEN;
            case 8 -> OPENED;
            case 9 -> MAP;
            case 10 -> MAPPED;
            case 11 -> RUN;
            case 12 -> DONE;
            case 13 -> NEED;
            case 14 -> COLLECT;
            default -> throw new FrameProtocolException("a frame of kind " + number);
        };
    }
}
