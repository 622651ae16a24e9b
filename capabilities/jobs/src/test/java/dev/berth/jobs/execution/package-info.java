@NullMarked
package dev.berth.jobs.execution;

import org.jspecify.annotations.NullMarked;
