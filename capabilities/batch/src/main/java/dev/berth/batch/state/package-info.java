/// State of a job in a folder beside its output: what it is, its finished parts, its lock.
@NullMarked
package dev.berth.batch.state;

import org.jspecify.annotations.NullMarked;
