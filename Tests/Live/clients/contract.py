"""The interface of the device class FrameWatch as its users know it: names, types and access."""
import tango

R, RW = tango.AttrWriteType.READ, tango.AttrWriteType.READ_WRITE
SCALAR, SPECTRUM, IMAGE = tango.AttrDataFormat.SCALAR, tango.AttrDataFormat.SPECTRUM, tango.AttrDataFormat.IMAGE
STRING, LONG, LONG64, DOUBLE = (tango.CmdArgType.DevString, tango.CmdArgType.DevLong, tango.CmdArgType.DevLong64,
                                tango.CmdArgType.DevDouble)
BOOLEAN, ENUM, USHORT, ENCODED = (tango.CmdArgType.DevBoolean, tango.CmdArgType.DevEnum, tango.CmdArgType.DevUShort,
                                  tango.CmdArgType.DevEncoded)
VOID, STRINGS, LONGS, LONGS_STRINGS = (tango.CmdArgType.DevVoid, tango.CmdArgType.DevVarStringArray,
                                       tango.CmdArgType.DevVarLongArray, tango.CmdArgType.DevVarLongStringArray)
STATE = tango.CmdArgType.DevState


def scalars(names, kind, access=R):
    return {name: (kind, SCALAR, access) for name in names.split()}


def spectra(names, kind, access=R):
    return {name: (kind, SPECTRUM, access) for name in names.split()}


ATTRIBUTES = {
    **scalars("RawDir TempDir ProcessedDir LastFrame LastError RunId RunName RunVerdict", STRING),
    **scalars("RemoteDir", STRING, RW),
    **scalars("MaxSubProcess", LONG, RW),
    **scalars("SubProcessCount", LONG),
    **scalars("TickInterval", DOUBLE, RW),
    **scalars("MinFileSize TickCount FramesFound FramesPending FramesArchived FramesFailed FramesDiscarded "
              "BytesArchived FramesExpected FramesDurable", LONG64),
    **scalars("MinFileAge SidecarWait FrameRate DataRate Latency RawUsed RemoteUsed TimeToFull FrameSum FrameMax "
              "OldestPending", DOUBLE),
    **scalars("Level RunState", ENUM),
    **scalars("Hold", BOOLEAN),
    **scalars("PreviewJpeg", ENCODED),
    **spectra("PluginNames PluginStates UnitStates", STRING),
    **spectra("PluginTicks PluginOffsets", LONG),
    **spectra("RoiNames", STRING, RW),
    **spectra("RoiSums", DOUBLE),
    **spectra("UnitsPerState", LONG64),
    "Rois": (LONG, IMAGE, RW),
    "Preview": (USHORT, IMAGE, R),
    **scalars("State", STATE),
    **scalars("Status", STRING),
}

COMMANDS = {
    "Init": (VOID, VOID), "State": (VOID, STATE), "Status": (VOID, STRING),
    "Start": (VOID, VOID), "Stop": (VOID, VOID),
    "GetPluginCount": (VOID, LONG), "GetPlugins": (VOID, LONGS_STRINGS), "GetPluginInfo": (VOID, STRING),
    "GetPluginTiming": (STRING, LONGS), "SetPluginTiming": (LONGS_STRINGS, VOID),
    "EnablePlugin": (STRING, VOID), "DisablePlugin": (STRING, VOID), "ReloadPlugins": (VOID, LONG),
    "Rescan": (VOID, VOID), "PrepareRun": (STRING, STRING), "EndRun": (VOID, VOID), "AbortRun": (STRING, VOID),
    "RetryFailed": (VOID, LONG), "Explain": (STRING, STRING), "Audit": (VOID, LONGS_STRINGS),
    "Query": (STRING, STRING),
}

ENUM_LABELS = {
    "Level": ["GREEN", "AMBER", "ORANGE", "RED"],
    "RunState": ["NONE", "ARMED", "RUNNING", "DRAINING", "COMPLETE", "INCOMPLETE", "ABORTED"],
}

PLUGINS = ["01_prepare_raw", "02_merge_data", "03_finalize"]
