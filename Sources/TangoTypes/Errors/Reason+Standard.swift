extension Reason {
    // MARK: Unknown objects

    /// No attribute of that name.
    public static let attributeNotFound = Reason(rawValue: "API_AttrNotFound")
    /// No command of that name.
    public static let commandNotFound = Reason(rawValue: "API_CommandNotFound")
    /// No pipe of that name.
    public static let pipeNotFound = Reason(rawValue: "API_PipeNotFound")
    /// No device of that name in this server.
    public static let deviceNotFound = Reason(rawValue: "API_DeviceNotFound")
    /// No class of that name in this server.
    public static let classNotFound = Reason(rawValue: "API_ClassNotFound")

    // MARK: State machine and access

    /// The attribute cannot be used now, or a fixed field of its configuration was changed.
    public static let attributeNotAllowed = Reason(rawValue: "API_AttrNotAllowed")
    /// The command cannot be executed in this state.
    public static let commandNotAllowed = Reason(rawValue: "API_CommandNotAllowed")
    /// The pipe cannot be used now.
    public static let pipeNotAllowed = Reason(rawValue: "API_PipeNotAllowed")
    /// The attribute is read-only.
    public static let attributeNotWritable = Reason(rawValue: "API_AttrNotWritable")
    /// The pipe is read-only.
    public static let pipeNotWritable = Reason(rawValue: "API_PipeNotWritable")
    /// The read method set no value.
    public static let attributeValueNotSet = Reason(rawValue: "API_AttrValueNotSet")
    /// The pipe's read method set no value.
    public static let pipeValueNotSet = Reason(rawValue: "API_PipeValueNotSet")

    // MARK: Arguments and values

    /// The argument of a command has another type.
    public static let incompatibleCommandArgument = Reason(rawValue: "API_IncompatibleCmdArgumentType")
    /// The value written has another type.
    public static let incompatibleAttributeData = Reason(rawValue: "API_IncompatibleAttrDataType")
    /// The value written is outside the limits or too large.
    public static let outsideLimit = Reason(rawValue: "API_WAttrOutsideLimit")
    /// The number of elements differs from the dimensions.
    public static let incorrectDataNumber = Reason(rawValue: "API_AttrIncorrectDataNumber")
    /// The argument of an admin command has the wrong number of elements.
    public static let wrongNumberOfArguments = Reason(rawValue: "API_WrongNumberOfArgs")
    /// Arguments of a telemetry command make no sense.
    public static let invalidArguments = Reason(rawValue: "API_InvalidArgs")
    /// An argument has an impossible value.
    public static let methodArgument = Reason(rawValue: "API_MethodArgument")
    /// The request makes no sense for this object.
    public static let notSupported = Reason(rawValue: "API_NotSupported")
    /// The feature does not exist for this object or client.
    public static let notSupportedFeature = Reason(rawValue: "API_NotSupportedFeature")
    /// The feature does not exist in this server.
    public static let unsupportedFeature = Reason(rawValue: "API_UnsupportedFeature")
    /// The command line cannot be understood.
    public static let wrongCommandLineArguments = Reason(rawValue: "API_WrongCmdLineArgs")

    // MARK: Configuration

    /// The configuration of an attribute has been wrong since the device started.
    public static let attributeConfiguration = Reason(rawValue: "API_AttrConfig")
    /// A property of an attribute has an impossible value.
    public static let attributeOptionalProperty = Reason(rawValue: "API_AttrOptProp")
    /// A lower limit is not below its upper limit.
    public static let incoherentValues = Reason(rawValue: "API_IncoherentValues")
    /// A property of a device has an impossible value.
    public static let badConfigurationProperty = Reason(rawValue: "API_BadConfigurationProperty")
    /// A memorized value could not be written when the device started.
    public static let memorizedAttributeFailed = Reason(rawValue: "API_MemAttFailedDuringInit")
    /// A memorized value cannot be read.
    public static let wrongMemorizedValue = Reason(rawValue: "API_AttrWrongMemValue")

    // MARK: Polling

    /// The attribute is not polled.
    public static let attributeNotPolled = Reason(rawValue: "API_AttrNotPolled")
    /// The command is not polled.
    public static let commandNotPolled = Reason(rawValue: "API_CmdNotPolled")
    /// The polling buffer is still empty.
    public static let noDataYet = Reason(rawValue: "API_NoDataYet")
    /// The newest record of the polling buffer is too old.
    public static let notUpdatedAnyMore = Reason(rawValue: "API_NotUpdatedAnyMore")
    /// The object is polled already.
    public static let alreadyPolled = Reason(rawValue: "API_AlreadyPolled")
    /// Nothing of the device is polled.
    public static let deviceNotPolled = Reason(rawValue: "API_DeviceNotPolled")
    /// The object is not polled.
    public static let polledObjectNotFound = Reason(rawValue: "API_PollObjNotFound")

    // MARK: Events

    /// Nothing would ever make this event: neither polling nor the device's code.
    public static let attributePollingNotStarted = Reason(rawValue: "API_AttributePollingNotStarted")
    /// The criteria of the event are not configured.
    public static let eventPropertiesNotSet = Reason(rawValue: "API_EventPropertiesNotSet")
    /// The attribute sends no data-ready events.
    public static let attributeNotDataReadyEnabled = Reason(rawValue: "API_AttributeNotDataReadyEnabled")
    /// The server is stopping.
    public static let shutdownInProgress = Reason(rawValue: "API_ShutdownInProgress")
    /// The client's interface level is too low for the request.
    public static let clientTooOld = Reason(rawValue: "API_ClientTooOld")

    // MARK: Locking and time limits

    /// A monitor or a polling thread was not obtained in time.
    public static let commandTimedOut = Reason(rawValue: "API_CommandTimedOut")
    /// Another client holds the lock.
    public static let deviceLocked = Reason(rawValue: "API_DeviceLocked")
    /// The lock was taken away by an administrator.
    public static let deviceUnlocked = Reason(rawValue: "API_DeviceUnlocked")
    /// The device is not locked.
    public static let deviceNotLocked = Reason(rawValue: "API_DeviceNotLocked")
    /// This device cannot be locked.
    public static let deviceUnlockable = Reason(rawValue: "API_DeviceUnlockable")

    // MARK: Black box and logging

    /// The number of entries asked for is not positive.
    public static let blackBoxArgument = Reason(rawValue: "API_BlackBoxArgument")
    /// Nothing was recorded yet.
    public static let blackBoxEmpty = Reason(rawValue: "API_BlackBoxEmpty")
    /// A log file cannot be opened.
    public static let cannotOpenFile = Reason(rawValue: "API_CannotOpenFile")
    /// Another device cannot be reached.
    public static let connectionFailed = Reason(rawValue: "API_ConnectionFailed")

    // MARK: Failures below

    /// The database refused or did not answer.
    public static let databaseAccess = Reason(rawValue: "API_DatabaseAccess")
    /// A device could not be initialised.
    public static let initThrowsException = Reason(rawValue: "API_InitThrowsException")
    /// A CORBA call failed.
    public static let corbaException = Reason(rawValue: "API_CorbaException")
    /// An internal CORBA error.
    public static let corbaSystemException = Reason(rawValue: "API_CorbaSysException")
    /// An internal error without a reason of its own.
    public static let standardException = Reason(rawValue: "API_StdException")
    /// No memory for the request.
    public static let memoryAllocation = Reason(rawValue: "API_MemoryAllocation")
}
