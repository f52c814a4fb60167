package dev.llmemulator.load.simulations;

import dev.llmemulator.load.run.OneAnswer;
import dev.llmemulator.load.run.Question;

/** One user takes one answer by a profile, and sees each message. */
@Question("Does a profile (-Dprofile) fit its backend? One answer, message by message; nothing is measured.")
public final class Probe extends OneAnswer {}
