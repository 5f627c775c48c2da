package io.acsexport.transport.tck.memory;

import java.util.List;

/** What can be wrong with a transport, each with the tests of the kit that must notice. */
enum Fault {
  /** Nothing: the right transport, which pipelines. */
  NONE,
  /** Nothing either, but it waits for each batch. */
  NONE_AND_BLOCKS,

  SAYS_DELIVERED_WHATEVER_HAPPENED("aBrokerThatIsDownAtFirstIsUsedOnceItComes"),
  SAYS_DELIVERED_AFTER_AN_INTERRUPT("anInterruptEndsASendToASilentBroker"),
  REJECTS_DURING_AN_OUTAGE(
      "aBrokerThatIsDownAtFirstIsUsedOnceItComes", "aLongOutageRejectsNothingAndPilesUpNoThreads"),
  RETRIES_WHAT_IS_TOO_LARGE("aMessageThatIsTooLargeIsRejectedAndHoldsUpNoOther"),
  GIVES_NO_REASON("aBrokerThatIsDownAtFirstIsUsedOnceItComes"),
  ANSWERS_TOO_FEW_OUTCOMES("aBatchOfThousandsArrivesWhole"),
  ANSWERS_NULL("aMessageArrivesByteForByteWithItsHeaders"),

  GOES_ON_BEHIND_A_FAILED_MESSAGE("aMissingTargetIsRetriedAndNothingOfTheSameKeyGoesAhead"),
  FORGETS_WHAT_FAILED("aBatchBehindAFailedOneIsRetriedEvenIfTheBrokerIsBack"),
  TURNS_A_RESEND_ROUND("aBrokerThatDiesUnderLoadGetsEverythingInOrderOnceItIsBack"),
  TURNS_EVERY_BATCH_ROUND("manyBatchesKeepTheOrderOfEachKey"),
  NEVER_RECOVERS(
      "aBrokerThatIsDownAtFirstIsUsedOnceItComes", "aLongOutageRejectsNothingAndPilesUpNoThreads"),
  LOSES_ONE_OF_MANY(
      "aBatchOfThousandsArrivesWhole", "aBrokerThatDiesInTheMiddleOfABatchLosesNothing"),

  DROPS_MESSAGES_WITHOUT_KEY("messagesWithoutAKeyAndWithAnEmptyOneArrive"),
  TAKES_AN_EMPTY_KEY_FOR_NONE("messagesWithoutAKeyAndWithAnEmptyOneArrive"),
  DROPS_MESSAGES_WITHOUT_BODY("aMessageWithoutABodyArrives"),
  TAKES_NO_BODY_FOR_AN_EMPTY_ONE("aMessageWithoutABodyArrives"),
  TAKES_TEXT_FOR_LATIN_1("aMessageArrivesByteForByteWithItsHeaders"),
  CUTS_LONG_BODIES("bodiesOfAnyLengthArrive"),
  DROPS_HEADERS("aMessageArrivesByteForByteWithItsHeaders"),

  HANGS_ON_A_SILENT_BROKER(
      "aSilentBrokerIsGivenUpInTimeAndServedWhenItSpeaksAgain",
      "openBatchesOfABrokerThatFallsSilentAndDiesKeepTheirOrder"),
  SWALLOWS_INTERRUPTS(
      "anInterruptIsNotSwallowedAndBreaksNothing", "anInterruptEndsASendToASilentBroker"),
  BLOCKS_IN_CLOSE("aCloseWhileTheBrokerIsSilentEndsTheSendAndAnswersEveryBatch"),
  LEAVES_BATCHES_OPEN_AT_CLOSE("aCloseWhileTheBrokerIsSilentEndsTheSendAndAnswersEveryBatch"),
  NEVER_ANSWERS_LARGE_BATCHES("aCloseWhileSendingAnswersEveryBatch"),
  CANNOT_BE_CLOSED_UNUSED("closingAnUnusedTransportTwiceDoesNothing"),
  WAITS_FOR_NOTHING_AT_CLOSE("aCloseLetsOpenBatchesBeConfirmed"),
  CLOSES_ONLY_ONCE("closingAUsedTransportTwiceDoesNothing"),
  SAYS_DELIVERED_WHEN_CLOSED("aSendThatFindsItClosedSendsNothingAndSaysSo"),
  CLOSES_ALL_OF_ITS_KIND("theNextTransportTakesUpWhereTheLastOneWasClosed"),

  LEAVES_A_THREAD("noThreadOutlivesTheTransport"),
  PILES_UP_THREADS("aLongOutageRejectsNothingAndPilesUpNoThreads"),
  STARTS_THREADS_EARLY("creatingATransportStartsNoThreads"),
  CONNECTS_EARLY("aBrokerThatIsDownAtFirstIsUsedOnceItComes"),
  HAS_ANOTHER_CONTEXT_LOADER("itsThreadsHaveItsContextClassLoader"),

  SHOWS_ITS_PASSWORD_AS_TEXT("secretsAreShownNowhere"),
  SHOWS_ITS_PASSWORD_IN_A_FAILURE("secretsAreShownNowhere"),
  SHOWS_ITS_PASSWORD_IN_A_CAUSE("secretsAreShownNowhere"),
  SHOWS_ITS_PASSWORD_IN_A_NOTICE("secretsAreShownNowhere"),

  ACCEPTS_ANY_SETTINGS("unusableSettingsAreRefusedAllAtOnce"),
  REPORTS_ONE_PROBLEM_AT_A_TIME("unusableSettingsAreRefusedAllAtOnce"),
  HAS_A_DEFAULT_THAT_DOES_NOT_FIT("everySettingIsDocumentedAndItsDefaultFits"),
  HAS_ONE_TEMPLATE_MORE("theFixtureRoutesEveryTemplate"),
  WAS_BUILT_FOR_ANOTHER_CONTRACT("theProviderIsFoundAndDescribesItself"),
  MAKES_ONE_TRANSPORT_FOR_ALL("oneProviderMakesManyTransports"),

  IS_ALWAYS_UP("healthTellsWhetherItIsConnected", "aBrokerThatIsDownAtFirstIsUsedOnceItComes"),
  CANNOT_BE_READ_BACK("whatTheTransportCanDoIsClaimed"),
  READS_NOTHING_BACK("aTailReadsWhatIsThereAndWhatComes"),
  SENDS_WHEN_CHECKED("aCheckOfAHealthyBrokerFindsNoErrorAndSendsNothing");

  @SuppressWarnings("ImmutableEnumChecker") // Of List.of, which is immutable.
  private final List<String> tests;

  Fault(String... tests) {
    this.tests = List.of(tests);
  }

  /** The tests that must fail; none for what is no fault. */
  List<String> tests() {
    return tests;
  }
}
