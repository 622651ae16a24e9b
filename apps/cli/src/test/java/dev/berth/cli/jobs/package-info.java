@NullMarked
package dev.berth.cli.jobs;

import org.jspecify.annotations.NullMarked;
