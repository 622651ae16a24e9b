package dev.berth.serving.execution;

/// A server in simulated time that answers requests of one row or rejects them.
interface SimulatedServer {
    /// Takes a request; `outcome` learns how it ended, perhaps at once.
    void submit(long deadlineNanos, Outcome outcome);

    /// How a request ended; one of these is called once.
    interface Outcome {
        /// Within its deadline.
        void answered();

        /// Before its deadline.
        ///
        /// @param retryAfterNanos when it may be sent again
        void refused(long retryAfterNanos);

        /// Its deadline passed.
        void late();
    }
}
