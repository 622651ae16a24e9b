@NullMarked
package dev.berth.jobs.store;

import org.jspecify.annotations.NullMarked;
