/// The store of what is decided at run time: traffic weights; later experiments and rollouts. Start
/// at [StateStore].
///
/// A capability keeps a log for each thing that it decides on and gives its values a form of its
/// own. [SystemStateStore] opens what `berth.yaml` names: SQLite in the system's directory, shared
/// by the processes of one machine, or PostgreSQL, shared by servers that share nothing else. Both
/// drivers are optional dependencies.
///
/// [StateTables] gives a capability tables of its own in the same database, for what is no log:
/// rows that change and end, such as jobs.
///
/// Absent on purpose: deletion in logs (an audit is complete), notification (a poll is one lookup
/// by primary key, and works through connection pools), a pool of connections (writes are rare),
/// and anything that changes with each request.
@NullMarked
package dev.berth.state;

import org.jspecify.annotations.NullMarked;
