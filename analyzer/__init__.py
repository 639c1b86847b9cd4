"""exready: may we hand the Exchange attributes to the cloud and retire the last Exchange server?

The stages, each one function, none pointing back:

    files --collect--> Snapshot --classify--> Classified --evaluate--> Outcomes --plan--> Assessment --render--> files
"""

__version__ = "0.1.0"
